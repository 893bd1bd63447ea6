/**
 * Print docs/errors.md, made from the rows that the code itself answers with.
 *
 *     node --conditions=@latchkey/source tools/docs/error-catalogue.mjs
 */
import { problems as bffProblems } from '../../packages/bff/src/problems.ts';
import { problems as guardProblems } from '../../packages/guard/src/problems.ts';
import { exitCodes } from '../../packages/host/src/exit-codes.ts';
import { oauthErrors } from '../../packages/server/src/http/oauth-error-codes.ts';

/** What each exit code tells a supervisor. */
const exitMeanings = {
  usage: 'The command was mistyped. Run it with --help.',
  unexpected: 'A defect, or a machine that fails. Look at what was printed.',
  inUse: 'An address, a file or a peer is not to be had now. Trying again later may help.',
  configuration: 'A person must act: what was printed says how.',
};

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 */
function table(head, rows) {
  const line = (/** @type {readonly (string | number)[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

const problemHead = ['`code`', 'status', 'what is wrong', 'what to do'];

/** @param {Readonly<Record<string, { status: number, title: string, remedy: string }>>} rows */
const listProblems = (rows) =>
  table(
    problemHead,
    Object.entries(rows).map(([code, { status, title, remedy }]) => [`\`${code}\``, status, title, remedy]),
  );

process.stdout.write(`# Errors

Made from the source by \`npm run docs\`; a check compares the two. Codes are stable: programs may branch on them. Texts are for
people and may change.

## The authority

JSON with \`error\` and \`error_description\`, RFC 6749 §5.2; the same two go back to the application in a redirect, or are shown on a
page. The status may differ where HTTP has a better one: 404, 405, 413, 415, 429.

${table(
  ['`error`', 'status', 'what is wrong', 'what to do', 'defined in'],
  Object.entries(oauthErrors).map(([code, row]) => [`\`${code}\``, row.status, row.meaning, row.remedy, row.definedIn]),
)}

## The guard in an API

\`application/problem+json\`, RFC 9457, beside the challenge of RFC 6750 or RFC 9470 in \`WWW-Authenticate\`.

${listProblems(guardProblems)}

## The browser proxy

\`application/problem+json\`. Never a redirect: a page's script can do nothing with a sign-in page. What an API answers passes
through as it is.

${listProblems(bffProblems)}

A sign-in that fails sends the browser back with \`?sign_in_error=\`: \`access_denied\` (the person said no), \`expired\` (it took too long, or
began in another browser), \`failed\` (the authority refused; the log says why), \`unavailable\` (the authority cannot be reached).

## Exit codes of processes

${table(
  ['code', 'meaning'],
  Object.entries(exitCodes).map(([name, code]) => [code, exitMeanings[/** @type {keyof typeof exitCodes} */ (name)]]),
)}
`);
