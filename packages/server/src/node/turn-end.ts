/**
 * Put things off to the end of this turn of the event loop, when everything that had arrived has been worked on, and do
 * them together, in order.
 *
 * Answers are written so: every write wakes whoever waits for it on the same machine, such as the proxy in front, and of
 * many at once the first does. Measured figures are in docs/decisions/0016-hot-paths.md.
 */
export function createTurnEnd(): (act: () => void) => void {
  let due: (() => void)[] = [];
  function actOnAll(): void {
    const acts = due;
    due = [];
    for (const act of acts) act();
  }
  return (act) => {
    if (due.push(act) === 1) setImmediate(actOnAll);
  };
}
