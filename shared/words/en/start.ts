/** Texts of the jobs' screen, of a new job, and of a job that opens. */
export const start = {
  unreadableRecords: (count: number) =>
    `${count} ${count === 1 ? 'record' : 'records'} could not be read and ${count === 1 ? 'was' : 'were'} set aside. Everything else is here.`,
  saveUnreadableRecords: 'Save them to a file',
  journalLost:
    'Punchdown was ended by force and the journal of its data file is gone: the last changes before that may be lost. Check the job you worked on.',
  gatewayReplaced: (backup: string | null, movedTo: string) =>
    `The gateway's data file was damaged and was moved to ${movedTo}. ${
      backup === null
        ? 'There was no backup: the gateway starts empty, and phones that were signed in there must be signed in again.'
        : `The backup ${backup} took its place: sign-ins and registrations after that backup are lost.`
    }`,
  gatewayUnreadable: (count: number) =>
    `${count} ${count === 1 ? 'record' : 'records'} of the gateway could not be read and ${count === 1 ? 'is' : 'are'} not used. The phones concerned must be signed in again.`,
  openingJob: 'Opening the job',
  pageNotFound: 'Page not found',
  noSuchPlace: 'There is no such place in this job',
  noSuchPlaceBody: 'Use the places on the left.',
  newJob: 'New job',
  jobName: 'What is the job called?',
  nameMissing: 'Give the job a name.',
  jobNameExample: 'Riverside, floor 2',
  whereQuestion: 'Where is it?',
  whereHint: 'Printed in the report.',
  siteExample: '12 Mill Lane',
  regionLabel: 'Region of the site',
  regionHint: 'The provisioning URL follows the site, not the head office.',
  modeLabel: 'Who answers the devices?',
  createJob: 'Create job',
  copyOf: (name: string) => `${name} (copy)`.slice(0, 120),
  lastOpened: 'Last opened',
  jobs: 'Jobs',
  jobsLead: 'A job is the work of one visit at a site: its devices, its handsets and their history.',
  practiceOffice: 'The practice office',
  officePitch:
    'A DECT base with three handsets that behave like the real thing, on this laptop. Take one from the box to its first number in three minutes. No hardware, no internet, nothing can break.',
  tryPracticeOffice: 'Try the practice office',
  yourJobs: 'Your jobs',
  loadingJobs: 'Loading jobs',
  noJobs: 'No jobs yet',
  oneMoment: 'One moment.',
  noJobsBody: 'Start with the practice office, or make a job for the site you are at.',
}
