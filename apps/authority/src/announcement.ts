import type { ConfigurationChange } from '@latchkey/server/store';

/** What a person who just typed `npm start` wants to know. */
export interface Announcement {
  readonly issuer: string;
  readonly configFile: string;
  readonly dataDirectory: string;
  readonly changes: readonly ConfigurationChange[];
  readonly generatedSecretFiles: readonly string[];
  readonly firstAdministratorLink: string | undefined;
  readonly firstAdministratorLinkSeconds: number;
}

/** The lines to print on a terminal once the authority is ready. */
export function formatAnnouncement(announcement: Announcement): string {
  const { issuer, configFile, dataDirectory, changes, generatedSecretFiles, firstAdministratorLink } = announcement;
  const lines = [
    '',
    `Latchkey is ready: ${issuer}`,
    '',
    `  sign in        ${issuer}/`,
    `  for clients    ${issuer}/.well-known/openid-configuration`,
    `  configuration  ${configFile}`,
    `  data           ${dataDirectory}`,
  ];
  if (changes.length > 0)
    lines.push('', 'Changed since the last start:', ...changes.map((change) => `  ${formatChange(change)}`));
  if (generatedSecretFiles.length > 0)
    lines.push('', 'Client secrets were made in:', ...generatedSecretFiles.map((file) => `  ${file}`));
  if (firstAdministratorLink !== undefined) {
    const minutes = Math.round(announcement.firstAdministratorLinkSeconds / 60);
    lines.push(
      '',
      `Become the first administrator (works once, for ${minutes} minutes):`,
      `  ${firstAdministratorLink}`,
    );
  }
  return `${[...lines, '', 'Stop with Ctrl+C.', ''].join('\n')}\n`;
}

/** `client demo-web changed: redirectUris, scopes` */
export function formatChange({ kind, id, change, properties }: ConfigurationChange): string {
  return `${kind} ${id} ${change}${properties.length === 0 ? '' : `: ${properties.join(', ')}`}`;
}
