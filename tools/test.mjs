/** `npm test [-- NAME …]`: install everything, then run the suites on the Node that came with it. */
import { runInForeground } from './foreground.mjs';
import { installOrExit, ownNode } from './install.mjs';
import { answerAtOnce } from './test-run/command-line.mjs';

const words = process.argv.slice(2);
const answer = answerAtOnce(words);
if (answer === undefined) {
  await installOrExit('all');
  runInForeground(ownNode, [['tools/test-run/main.mjs', ...words]]);
} else {
  (answer.exitCode === 0 ? process.stdout : process.stderr).write(answer.text);
  process.exitCode = answer.exitCode;
}
