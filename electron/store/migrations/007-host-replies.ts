/** Renames the table of the last replies of host discovery and its columns: a target is `address port`. */
export const hostReplies = {
  version: 7,
  name: 'host-replies',
  up: `
    ALTER TABLE scan_knock RENAME TO host_reply;
    ALTER TABLE host_reply RENAME COLUMN place TO target;
    ALTER TABLE host_reply RENAME COLUMN knock TO reply;
  `,
} as const
