/**
 * Takes Server-Sent Events apart as they arrive. Of the fields only `data` is read: the messages of the feed say the rest
 * themselves, signed.
 *
 * @see WHATWG HTML §9.2.6
 */
export interface EventStreamParser {
  /**
   * @returns the data of each event that the text completes; undefined when an event is longer than allowed, after which
   *   the stream is of no more use.
   */
  push(text: string): readonly string[] | undefined;
}

/** @param maxEventLength - characters of one event, its lines not yet complete included. */
export function createEventStreamParser(maxEventLength: number): EventStreamParser {
  let line = '';
  let endedWithReturn = false;
  let data: string | undefined;

  /** @returns What to dispatch, at the empty line that ends an event. */
  function takeLine(text: string): string | undefined {
    if (text === '') {
      const event = data;
      data = undefined;
      return event;
    }
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    if (field !== 'data') return undefined;
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    data = data === undefined ? value : `${data}\n${value}`;
    return undefined;
  }

  return {
    push(text) {
      // A line end of two characters may come in two pieces.
      const rest = endedWithReturn && text.startsWith('\n') ? text.slice(1) : text;
      if (text !== '') endedWithReturn = text.endsWith('\r');
      // What came before is not searched again: a long line may come in very small pieces.
      const lines = rest.split(/\r\n|\n|\r/);
      lines[0] = line + (lines[0] ?? '');
      line = lines.pop() ?? '';
      const events: string[] = [];
      for (const complete of lines) {
        const event = takeLine(complete);
        if (event !== undefined) events.push(event);
        if ((data?.length ?? 0) > maxEventLength) return undefined;
      }
      return line.length + (data?.length ?? 0) > maxEventLength ? undefined : events;
    },
  };
}
