/** Print the OpenAPI document of an authority. */
import { describeHttpApi } from '../../packages/server/src/openapi/document.ts';

process.stdout.write(
  JSON.stringify(
    describeHttpApi({ issuer: 'https://id.latchkey.test', sessionCookie: '__Host-latchkey-session' }),
    null,
    2,
  ),
);
