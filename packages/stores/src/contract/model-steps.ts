import fc from 'fast-check';

/** One step of a random history. Numbers pick among what exists by then, modulo how many there are. */
export type ModelStep =
  | { readonly step: 'advance'; readonly minutes: number }
  /** `passwordsBack`: how many changes ago the password was verified. */
  | { readonly step: 'sign_in'; readonly person: number; readonly browser: number; readonly passwordsBack: number }
  | { readonly step: 'visit'; readonly browser: number }
  | { readonly step: 'begin_grant'; readonly browser: number; readonly client: number; readonly offline: boolean }
  | { readonly step: 'refresh'; readonly grant: number; readonly back: number; readonly times: number }
  | { readonly step: 'end_grant'; readonly grant: number }
  | { readonly step: 'end_session'; readonly browser: number }
  | { readonly step: 'end_sessions'; readonly person: number; readonly exceptBrowser: number | undefined }
  | { readonly step: 'change_password'; readonly person: number; readonly exceptBrowser: number | undefined }
  | { readonly step: 'revoke_token'; readonly grant: number; readonly token: number }
  | { readonly step: 'deactivate'; readonly person: number }
  | { readonly step: 'toggle_client'; readonly client: number }
  | { readonly step: 'reopen' };

const pick = fc.nat({ max: 7 });
/** No sum of these comes within minutes of the overlap, so that the real time a run takes decides nothing. */
const minutes = fc.constantFrom(13, 13, 40, 150, 700);

/** Refreshes and grants are common, ends are rare: a history of ends alone tests little. */
export const modelHistories: fc.Arbitrary<readonly ModelStep[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ step: fc.constant('advance' as const), minutes }) },
    {
      weight: 4,
      arbitrary: fc.record({
        step: fc.constant('sign_in' as const),
        person: pick,
        browser: pick,
        passwordsBack: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2),
      }),
    },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('visit' as const), browser: pick }) },
    {
      weight: 6,
      arbitrary: fc.record({
        step: fc.constant('begin_grant' as const),
        browser: pick,
        client: pick,
        offline: fc.boolean(),
      }),
    },
    {
      weight: 14,
      arbitrary: fc.record({
        step: fc.constant('refresh' as const),
        grant: pick,
        back: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3, -1),
        times: fc.constantFrom(1, 1, 3),
      }),
    },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('end_grant' as const), grant: pick }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('end_session' as const), browser: pick }) },
    {
      weight: 1,
      arbitrary: fc.record({
        step: fc.constant('end_sessions' as const),
        person: pick,
        exceptBrowser: fc.option(pick, { nil: undefined }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        step: fc.constant('change_password' as const),
        person: pick,
        exceptBrowser: fc.option(pick, { nil: undefined }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('revoke_token' as const), grant: pick, token: pick }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('deactivate' as const), person: pick }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('toggle_client' as const), client: pick }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('reopen' as const) }) },
  ),
  { minLength: 20, maxLength: 120, size: 'max' },
);
