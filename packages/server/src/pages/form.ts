import { type Html, html } from './html.ts';

/** What is wrong with what a person typed, and what to do about it. Without `field` it concerns the whole form. */
export interface FormProblem {
  readonly field?: string | undefined;
  readonly message: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  /** WHATWG autofill detail token, so that password managers know what belongs where. */
  readonly autocomplete: 'username' | 'current-password' | 'new-password' | 'email' | 'name';
  /** Shown again after a refused submit. Never given for a password. */
  readonly value?: string | undefined;
  readonly hint?: string | undefined;
  readonly required?: boolean | undefined;
  /** Where typing begins, unless a field must be mended: then it begins at the first of those. */
  readonly autofocus?: boolean | undefined;
}

/** Of the list of all problems, for what concerns the form as a whole. */
const problemsId = 'problems';

/**
 * A labelled input whose hint and problem are tied to it for screen readers. Where typing begins, a problem of the whole
 * form is tied to it as well: that is where the reader is put down.
 */
export function renderField(field: Field, problems: readonly FormProblem[]): Html {
  const toMend = problems.find((candidate) => candidate.field !== undefined)?.field;
  const isFocused = toMend === undefined ? field.autofocus === true : toMend === field.name;
  const problem = problems.find((candidate) => candidate.field === field.name);
  const hintId = `${field.name}-hint`;
  const problemId = `${field.name}-problem`;
  const isWholeFormWrong = isFocused && problems.some((candidate) => candidate.field === undefined);
  const described = [
    ...(isWholeFormWrong ? [problemsId] : []),
    ...(problem === undefined ? [] : [problemId]),
    ...(field.hint === undefined ? [] : [hintId]),
  ].join(' ');
  return html`<div class="field">
<label for="${field.name}">${field.label}</label>
${field.hint === undefined ? undefined : html`<p class="hint" id="${hintId}">${field.hint}</p>`}
${problem === undefined ? undefined : html`<p class="problem" id="${problemId}">${problem.message}</p>`}
<input id="${field.name}" name="${field.name}" type="${field.type}" autocomplete="${field.autocomplete}"${
    field.type === 'password' || field.value === undefined ? undefined : html` value="${field.value}"`
  }${described === '' ? undefined : html` aria-describedby="${described}"`}${
    problem === undefined ? undefined : html` aria-invalid="true"`
  }${field.required === true ? html` required` : undefined}${isFocused ? html` autofocus` : undefined}${renderTyping(field)}>
</div>`;
}

/** A phone's keyboard begins a person's name with a capital, and leaves what must be typed exactly alone. */
function renderTyping({ type, autocomplete }: Field): Html | undefined {
  if (type === 'password') return undefined;
  return html` autocapitalize="${autocomplete === 'name' ? 'words' : 'none'}" spellcheck="false"`;
}

/** All problems of a refused form at its top, each linked to its field. Nothing when there are none. */
export function renderProblems(problems: readonly FormProblem[]): Html | undefined {
  if (problems.length === 0) return undefined;
  const items = problems.map(
    (problem) =>
      html`<li>${
        problem.field === undefined ? problem.message : html`<a href="#${problem.field}">${problem.message}</a>`
      }</li>`,
  );
  return html`<div class="summary" id="${problemsId}" role="alert"><h2>That did not work</h2><ul>${items}</ul></div>`;
}

/** Something to know that is no mistake. Nothing when there is nothing. */
export function renderNotice(notice: string | undefined): Html | undefined {
  return notice === undefined ? undefined : html`<p class="notice" role="status">${notice}</p>`;
}

/** The one button that sends a form as wide as its fields. */
export function renderSubmit(label: string): Html {
  return html`<button type="submit" class="submit">${label}</button>`;
}

/** A hidden input, or nothing where there is no value. */
export function renderHidden(name: string, value: string | undefined): Html | undefined {
  return value === undefined ? undefined : html`<input type="hidden" name="${name}" value="${value}">`;
}
