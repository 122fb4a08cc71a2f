/** Texts of the details of a job and of its menu in the list of jobs. */
export const jobDetails = {
  title: 'Job details',
  edit: 'Edit details',
  name: 'Name',
  customer: 'Customer',
  site: 'Site',
  contact: 'Contact on site',
  technician: 'Technician',
  notes: 'Notes',
  actionsTitle: 'Actions',
  actionsOf: (job: string) => `Actions for ${job}`,
  actions: {
    edit: 'Edit details',
    duplicate: 'Duplicate',
    export: 'Export',
    archive: 'Archive',
    unarchive: 'Move to current jobs',
    delete: 'Delete',
    reset: 'Reset the practice office',
    restore: 'Restore',
  },
  show: 'Show',
  shown: { current: 'Current jobs', archived: 'Archived jobs', deleted: 'Deleted jobs' },
  none: {
    archived: {
      title: 'No archived jobs',
      body: 'Archive a job from its menu to move it out of the list of current jobs.',
    },
    deleted: { title: 'No deleted jobs', body: 'A deleted job can be restored here for 30 days.' },
  },
  wasDeleted: (job: string) => `“${job}” was deleted. It can be restored for 30 days.`,
  undo: 'Undo',
  resetTitle: 'Reset the practice office?',
  resetBody:
    'Its job and history are erased, and its devices return to their factory settings. Other jobs are not changed.',
  reset: 'Reset',
}
