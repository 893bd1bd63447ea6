import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readForms } from '@latchkey/testing/html-forms';
import { renderConsentPage } from '../../src/pages/consent-page.ts';
import { sampleTheme, sampleUser } from './sample-pages.ts';

describe('renderConsentPage', () => {
  const render = (firstParty: boolean): string =>
    String(
      renderConsentPage(sampleTheme, {
        clientName: 'Reports',
        firstParty,
        redirectHost: 'reports.example',
        user: sampleUser,
        groups: [{ apiName: 'Orders', sentences: ['See your orders'] }],
        interaction: 'sealed',
        formTargets: ['https://reports.example'],
      }).body,
    );

  it('makes no as easy as yes: one form, two buttons side by side', async () => {
    const [form, ...others] = readForms(render(false), new URL('https://id.example.com/consent'));
    assert.equal(others.length, 0);
    const buttons = form?.controls.filter(({ kind }) => kind === 'button') ?? [];
    assert.deepEqual(
      buttons.map(({ label, name, value }) => [label, name, value]),
      [
        ['Allow', 'decision', 'allow'],
        ['Deny', 'decision', 'deny'],
      ],
    );
  });

  it('says who asks, for whom, and where one is sent', async () => {
    const text = render(false);
    assert.match(text, /<h1>Allow Reports\?<\/h1>/);
    assert.match(text, /<strong>Reports<\/strong> asks for access in the name of <strong>alice<\/strong>/);
    assert.match(text, /Either way you will be sent to <strong>reports\.example<\/strong>/);
  });

  it('warns of applications of others alone', async () => {
    assert.match(render(false), /belongs to somebody else.*Allow it only if you know it\./);
    assert.doesNotMatch(render(true), /belongs to somebody else/);
  });
});
