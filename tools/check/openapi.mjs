/** The OpenAPI document is well-formed and well described. The rules are in tools/openapi/redocly.yaml. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFolder, ownNode } from '../install.mjs';
import { onInterrupt } from '../process-groups.mjs';
import { root } from '../root.mjs';
import { runCommand, tail } from '../run-command.mjs';
import { failed, passed } from './step-result.mjs';

const tool = join(root, 'tools', 'openapi');

/** @returns {Promise<import('./step-result.mjs').StepResult>} */
export async function checkOpenapi() {
  await installFolder(tool, 'all');
  const described = await runCommand(ownNode, ['--conditions=@latchkey/source', join(tool, 'describe.mjs')], {
    cwd: root,
    timeoutMs: 30_000,
  });
  if (!described.ok) return failed(`describe.mjs: ${described.ending}\n${tail(described.output, 20)}`);
  return lintDocument(described.output);
}

/**
 * @param {string} document - OpenAPI as JSON
 * @returns {Promise<import('./step-result.mjs').StepResult>}
 */
export async function lintDocument(document) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-openapi-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const withdraw = onInterrupt(remove);
  try {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, document);
    const result = await runCommand(
      ownNode,
      [join(tool, 'node_modules/@redocly/cli/bin/cli.js'), 'lint', '--config', join(tool, 'redocly.yaml'), file],
      {
        cwd: tool,
        timeoutMs: 60_000,
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
    );
    return result.ok ? passed() : failed(tail(result.output, 60));
  } finally {
    withdraw();
    remove();
  }
}
