import {
  answerJson,
  busy,
  byBearerOrCookie,
  byClient,
  type Operation,
  type OperationKey,
  refuse,
  takeJson,
} from './operation.ts';

const notSignedIn = refuse('Neither a live access token with the scope `account` nor a session cookie was sent.');
const lacksScope = refuse('The access token lacks the scope `account`, or the cookie came from another site.');

/** What first-party applications and people's own pages call. */
export const peopleOperations: Readonly<Record<OperationKey, Operation>> = {
  'POST /authorize/challenge': {
    operationId: 'signIn',
    summary: 'Sign in with the application’s own form',
    description:
      'For first-party clients that are allowed to. Answers a code to redeem at the token endpoint, never tokens or cookies. draft-ietf-oauth-first-party-apps.',
    tags: ['First-party apps'],
    security: byClient,
    requestBody: takeJson('ChallengeRequest'),
    responses: {
      200: answerJson('The person is who they say.', 'ChallengeAnswer'),
      400: refuse('A member is missing or refused; `redirect_to_web` when it needs the authority’s pages.'),
      401: refuse('The client did not prove who it is.'),
      403: refuse('User name or password is wrong.'),
      429: refuse('Too many tries. See Retry-After.'),
      503: busy,
    },
  },
  'POST /users': {
    operationId: 'signUp',
    summary: 'Create an account',
    description:
      'For first-party clients that are allowed to. The answer is the same whether or not the name was free.',
    tags: ['First-party apps'],
    security: byClient,
    requestBody: takeJson('NewAccount'),
    responses: {
      202: { description: 'Accepted.', content: { 'application/json': { schema: { type: 'object' } } } },
      400: refuse('A member breaks a rule; `problems` says which.'),
      401: refuse('The client did not prove who it is.'),
      429: refuse('Too many accounts from this address. See Retry-After.'),
      503: busy,
    },
  },
  'GET /account/sessions': {
    operationId: 'listSessions',
    summary: 'Where I am signed in',
    tags: ['My sessions'],
    security: byBearerOrCookie,
    responses: { 200: answerJson('Last used first.', 'Sessions'), 401: notSignedIn, 403: lacksScope, 503: busy },
  },
  'DELETE /account/sessions': {
    operationId: 'endSessions',
    summary: 'Sign me out everywhere',
    tags: ['My sessions'],
    security: byBearerOrCookie,
    parameters: [
      {
        name: 'except',
        in: 'query',
        description: '`current` keeps the session that asks.',
        schema: { type: 'string', enum: ['current'] },
      },
    ],
    responses: {
      200: answerJson('How many ended.', 'EndedSessions'),
      400: refuse('`except` is not `current`.'),
      401: notSignedIn,
      403: lacksScope,
      503: busy,
    },
  },
  'DELETE /account/sessions/:sid': {
    operationId: 'endSession',
    summary: 'Sign me out there',
    tags: ['My sessions'],
    security: byBearerOrCookie,
    parameters: [
      {
        name: 'sid',
        in: 'path',
        required: true,
        description: 'A `session_id`, or `current`.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      204: { description: 'It has ended, and its tokens with it.' },
      401: notSignedIn,
      403: lacksScope,
      404: refuse('I have no such session.'),
      503: busy,
    },
  },
};
