import type { Migration } from '../../sqlite-engine/migration.ts';
import { browserSessions } from './0001-browser-sessions.ts';

/** Every step, in order, numbered from 1 without a gap. */
export const migrations: readonly Migration[] = [browserSessions];
