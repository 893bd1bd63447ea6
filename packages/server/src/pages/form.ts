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
  readonly autofocus?: boolean | undefined;
}

/** A labelled input whose hint and problem are tied to it for screen readers. */
export function renderField(field: Field, problems: readonly FormProblem[]): Html {
  const problem = problems.find((candidate) => candidate.field === field.name);
  const hintId = `${field.name}-hint`;
  const problemId = `${field.name}-problem`;
  const described = [problem === undefined ? '' : problemId, field.hint === undefined ? '' : hintId].join(' ').trim();
  return html`<div class="field">
<label for="${field.name}">${field.label}</label>
${field.hint === undefined ? undefined : html`<p class="hint" id="${hintId}">${field.hint}</p>`}
${problem === undefined ? undefined : html`<p class="problem" id="${problemId}">${problem.message}</p>`}
<input id="${field.name}" name="${field.name}" type="${field.type}" autocomplete="${field.autocomplete}"${
    field.type === 'password' || field.value === undefined ? undefined : html` value="${field.value}"`
  }${described === '' ? undefined : html` aria-describedby="${described}"`}${
    problem === undefined ? undefined : html` aria-invalid="true"`
  }${field.required === true ? html` required` : undefined}${field.autofocus === true ? html` autofocus` : undefined}${
    field.type === 'text' || field.type === 'email' ? html` autocapitalize="none" spellcheck="false"` : undefined
  }>
</div>`;
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
  return html`<div class="summary" role="alert"><h2>That did not work</h2><ul>${items}</ul></div>`;
}

/** A hidden input, or nothing where there is no value. */
export function renderHidden(name: string, value: string | undefined): Html | undefined {
  return value === undefined ? undefined : html`<input type="hidden" name="${name}" value="${value}">`;
}
