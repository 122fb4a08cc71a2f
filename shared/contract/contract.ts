/** Everything a page or a script may ask of the core. Read it like a menu; each line has one thin file in electron/router. */
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { signInCodeSchema, verificationCodeSchema } from '../machines/onboarding.ts'
import { catalogueSchema } from '../model/catalogue.ts'
import { catalogueImportSchema } from '../model/catalogue-changes.ts'
import {
  directoryUserSchema,
  gatewayLogEntrySchema,
  gatewayStatusSchema,
  interfaceSchema,
  practiceFaultSchema,
  practiceOfficeDeviceSchema,
  practiceStatusSchema,
  statusSchema,
  unreadableRecordSchema,
} from '../model/host.ts'
import { identitySchema, sightingSchema } from '../model/identity.ts'
import { endpointSchema, historyEntrySchema, jobChangeSchema, jobSchema, modeSchema } from '../model/job.ts'
import { switchEventSchema } from '../model/neighbour.ts'
import { listenEventSchema } from '../model/passive-discovery.ts'
import { languageSchema, planRequestSchema, regionSchema } from '../model/region.ts'
import { scanEventSchema, scanRequestSchema, unfinishedScanSchema } from '../model/scan.ts'
import {
  adapterPortSchema,
  descriptionSchema,
  deviceActionSchema,
  deviceLogLineSchema,
  handsetListSchema,
  handsetSchema,
  planSchema,
  settingSchema,
} from '../model/settings.ts'
import { snmpAccessSchema } from '../model/snmp.ts'

/** Every expected failure crosses as this one typed error; `data` is the problem. */
const base = oc.errors({ PROBLEM: { status: 422, data: problemSchema } })

const id = z.string().min(1)
const jobId = z.object({ jobId: id })
const deviceId = z.object({ deviceId: id })
const endpointId = z.object({ endpointId: id })
const scanId = z.object({ scanId: id })
const nothing = z.object({})

export const contract = {
  app: {
    status: base.output(statusSchema),
    /** The status now and whenever it changes. */
    watch: base.output(eventIterator(statusSchema)),
    /** Records that could not be read, whole, for a file that a technician sends to a developer. */
    unreadableRecords: base.output(z.array(unreadableRecordSchema)),
    interfaces: base.output(z.array(interfaceSchema)),
    catalogue: base.output(catalogueSchema),
    /** Reads a published page of compatible devices; it replaces the catalogue unless it is a dry run. */
    importCatalogue: base
      .input(
        z.object({
          /** Name of the file. */
          name: z.string().max(200),
          text: z.string(),
          dryRun: z.boolean().default(false),
          /** Takes a page that is older than the catalogue in use. */
          older: z.boolean().default(false),
        }),
      )
      .output(catalogueImportSchema),
    /** Back to the catalogue that is built in. */
    resetCatalogue: base.output(catalogueSchema),
    /** One scrubbed archive's worth of log lines, newest last. */
    log: base.output(
      z.array(z.object({ at: z.number(), path: z.string(), fields: z.record(z.string(), z.unknown()) })),
    ),
  },
  jobs: {
    list: base.output(z.array(jobSchema)),
    create: base
      .input(
        z.object({
          name: z.string().min(1).max(120),
          site: z.string().max(200),
          region: regionSchema,
          language: languageSchema.default('en'),
          mode: modeSchema,
        }),
      )
      .output(jobSchema),
    /** Starts the practice site and opens its job, made when there is none. */
    practice: base.output(jobSchema),
    /** Marks the job as the one in hand; its gateway settings are taken up again. */
    open: base.input(jobId).output(jobSchema),
    /** Everything in the job but its history and the evidence of devices, then every change. */
    watch: base.input(jobId).output(eventIterator(jobChangeSchema)),
    history: base.input(jobId).output(z.array(historyEntrySchema)),
    /** The hand-over report as a file; `bytes` is base64. */
    report: base
      .input(z.object({ jobId: id, format: z.enum(['html', 'pdf', 'csv']) }))
      .output(z.object({ fileName: z.string(), mediaType: z.string(), bytes: z.string() })),
  },
  discovery: {
    /**
     * Scans what was picked and nothing else. Leaving the stream cancels the scan; like one whose core ended, it can be gone on with
     * until it is discarded. A new scan of the same places takes its place.
     */
    scan: base.input(scanRequestSchema).output(eventIterator(scanEventSchema)),
    /** No new question is asked from here on; those that are out are waited for. */
    pauseScan: base.input(scanId).output(nothing),
    resumeScan: base.input(scanId).output(nothing),
    /** Scans of a job to go on with (`resume`), the newest first; what runs now is not among them. */
    unfinishedScans: base.input(jobId).output(z.array(unfinishedScanSchema)),
    discardScan: base.input(scanId).output(nothing),
    /**
     * Hears what devices say by themselves on the links that picked addresses are on: multicast DNS, SSDP, and phones that boot and ask
     * for their configuration. Nobody is answered. Leaving the stream ends it.
     */
    listen: base
      .input(
        jobId.extend({
          targets: z.array(z.string().min(1)).min(1),
          forMs: z.number().int().positive().max(86_400_000).optional(),
        }),
      )
      .output(eventIterator(listenEventSchema)),
    /**
     * Reads a switch over SNMP, once, with what was given; what it tells arrives in the job's watch. Without `snmp` it is asked as
     * before in this run, else with the community `public`. Leaving the stream cancels.
     */
    readSwitch: base
      .input(jobId.extend({ address: z.string().min(1), snmp: snmpAccessSchema.optional() }))
      .output(eventIterator(switchEventSchema)),
    /** Forgets a switch and what was known of its ports. */
    removeSwitch: base.input(z.object({ switchId: id })).output(nothing),
    /** Raw sightings of a device: "why do we think so?" */
    sightings: base.input(deviceId).output(z.array(sightingSchema)),
  },
  devices: {
    /** Tries the credentials once. After a refusal they are not tried again. HTTPS is used where the device offers it. */
    signIn: base
      .input(
        deviceId.extend({
          user: z.string().min(1),
          password: z.string(),
          /** The technician accepts that the password crosses the network over plain HTTP; remembered with the device. */
          acceptPlainHttp: z.boolean().default(false),
          /** The technician has checked the device although its certificate or way of signing in changed. */
          trustAnew: z.boolean().default(false),
        }),
      )
      .output(descriptionSchema),
    signOut: base.input(deviceId).output(nothing),
    /** Takes the other address that a device was seen at. It is signed out and has to be signed in to there. */
    moveToOtherAddress: base.input(deviceId).output(nothing),
    read: base.input(deviceId).output(
      z.object({
        description: descriptionSchema,
        settings: z.array(settingSchema),
        /** Null for a device without handsets. */
        handsets: z.array(handsetSchema).nullable(),
        /** Slots of its handset table whose id cannot be read. */
        unreadable: handsetListSchema.shape.unreadable,
        /** Null for a device without adapter ports. */
        ports: z.array(adapterPortSchema).nullable(),
      }),
    ),
    /** What the device was recognised as, with its evidence. */
    identity: base.input(deviceId).output(identitySchema),
    deviceLog: base.input(deviceId).output(z.array(deviceLogLineSchema)),
    /** The edits, shown before anything is written. */
    plan: base.input(deviceId.extend({ target: planRequestSchema })).output(planSchema),
    /** Writes a plan that was shown; progress arrives as a push in the job's watch. */
    apply: base.input(deviceId.extend({ planId: id })).output(z.object({ pushId: id })),
    act: base
      .input(deviceId.extend({ action: deviceActionSchema, confirmed: z.literal(true) }))
      .output(nothing),
  },
  endpoints: {
    /** Adds a handset by IPEI typed or pasted in any written form. Refused with endpoint-exists where the job has it already. */
    add: base
      .input(jobId.extend({ ipei: z.string(), label: z.string().max(120).default('') }))
      .output(endpointSchema),
    /** Adds the ports 1 to `count` of an adapter, where the catalogue gives no number. */
    addPorts: base
      .input(deviceId.extend({ count: z.number().int().min(1).max(48) }))
      .output(z.array(endpointSchema)),
    rename: base.input(endpointId.extend({ label: z.string().max(120) })).output(endpointSchema),
  },
  pairing: {
    /** Live mode: the code that Teams admin centre shows, typed in. Rehearsal: a new one is issued when `code` is absent. */
    verificationCode: base
      .input(endpointId.extend({ code: z.string().optional() }))
      .output(verificationCodeSchema),
    /** A new sign-in code (rehearsal), or the one that Teams admin centre shows (live). */
    signInCode: base.input(endpointId.extend({ code: z.string().optional() })).output(signInCodeSchema),
    /** The technician saw it happen: any of these in live mode; `url-written` on a device without a driver in both modes. */
    confirm: base
      .input(
        endpointId.extend({
          fact: z.enum([
            'url-written',
            'configuration-fetched',
            'registered-without-owner',
            'verification-accepted',
            'signed-in',
          ]),
        }),
      )
      .output(endpointSchema),
    /** Reads the state back from the device's own pages. */
    check: base.input(endpointId).output(endpointSchema),
    retry: base.input(endpointId).output(endpointSchema),
    restart: base.input(endpointId).output(endpointSchema),
  },
  gateway: {
    status: base.output(gatewayStatusSchema),
    start: base
      .input(
        z.object({
          address: z.string(),
          httpPort: z.number().int().min(0).max(65535).default(0),
          sipPort: z.number().int().min(0).max(65535).default(0),
        }),
      )
      .output(gatewayStatusSchema),
    stop: base.output(gatewayStatusSchema),
    users: base.output(z.array(directoryUserSchema)),
    addUser: base
      .input(z.object({ name: z.string().min(1), number: z.string().regex(/^\+[1-9]\d{6,14}$/) }))
      .output(directoryUserSchema),
    /** Allows or refuses a fetch of `status.held`; an address that is allowed owns the session from now on. */
    answerHeld: base.input(z.object({ id, allow: z.boolean() })).output(nothing),
    log: base.output(z.array(gatewayLogEntrySchema)),
  },
  practice: {
    status: base.output(practiceStatusSchema),
    start: base.output(practiceStatusSchema),
    stop: base.output(practiceStatusSchema),
    /** The devices of its office, switches among them; none while it is off. */
    office: base.output(z.array(practiceOfficeDeviceSchema)),
    /** Presses keys on a practice handset: digits, `*`, `#`, then the pick-up key. */
    dial: base
      .input(z.object({ deviceId: id, ipei: z.string(), digits: z.string().regex(/^[0-9*#+]+$/) }))
      .output(practiceStatusSchema),
    misbehave: base
      .input(z.object({ deviceId: id, fault: practiceFaultSchema, on: z.boolean() }))
      .output(practiceStatusSchema),
  },
}
export type Contract = typeof contract
