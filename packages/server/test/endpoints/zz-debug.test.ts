import { it } from 'node:test';
import { openPeopleAuthority, createAuthorizationUrl, signIn } from './people-authority.ts';
it('debug', async () => {
  const authority = await openPeopleAuthority();
  const alice = await authority.addPerson('alice');
  const mallory = await authority.addPerson('mallory');
  const b = authority.openBrowser();
  const page = await b.open(createAuthorizationUrl(authority, 'web', {scope:'openid'}).url);
  const done = await signIn(b, alice, { page });
  console.log(done.status, [...done.headers], done.location);
  const s = await signIn(b, mallory, { page: page });
  console.log(s.status);
  console.log(authority.logLines.filter(l=>l.includes('server_error')));
  await authority.close();
});
import { openSqliteStore } from '@latchkey/stores/sqlite';
it('debug2', async () => {
  const store = await openSqliteStore({file:':memory:'});
  const c = { requestId: 'start', address: undefined, userAgent: undefined };
  await store.createUser({userId:'u',username:'u',usernameKey:'u',email:undefined,emailKey:undefined,name:undefined,roles:[],passwordHash:'x'} as never,c);
  await store.startSession({sessionId:'s',userId:'u',cookieHash:undefined,amr:['pwd'],remembered:false,idleTtlMs:1000,absoluteTtlMs:1000,previousCookieHash:undefined} as never,c);
  await store.endSession({sessionId:'s',userId:'u',reason:'r'} as never,c).catch(e=>console.log(e, e.cause?.message));
  await store.close();
});
