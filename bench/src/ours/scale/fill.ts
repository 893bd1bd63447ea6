/**
 * Fills the database of an embedded store and says which grant is the first. A process of its own, since it needs memory
 * that whoever refreshes afterwards should have for its files.
 *
 * Arguments: database file, number of grants.
 */
import { answerQuestions } from '../../measure/answer-questions.ts';
import { fillStore } from './fill-store.ts';

const [, , file, grantCount] = process.argv;
if (file === undefined) throw new Error('Name a database file and a number of grants.');
answerQuestions(await fillStore(file, Number(grantCount)), () => {
  throw new Error('It answers nothing.');
});
