import type { Migration } from '../../sqlite-engine/migration.ts';
import { firstTables } from './0001-first-tables.ts';
import { logoutNotifications } from './0002-logout-notifications.ts';
import { doubleSubmits } from './0003-double-submits.ts';
import { numberedRows } from './0004-numbered-rows.ts';

/** Every step, in order, numbered from 1 without a gap. */
export const migrations: readonly Migration[] = [firstTables, logoutNotifications, doubleSubmits, numberedRows];
