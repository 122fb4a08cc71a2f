/** The procedures of the core, for pages and scripts. electron/router implements each namespace in one file. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { guidedSetupSchema } from '../machines/guided.ts'
import { signInCodeSchema, verificationCodeSchema } from '../machines/onboarding.ts'
import { catalogueSchema } from '../model/catalogue.ts'
import { catalogueImportSchema } from '../model/catalogue-changes.ts'
import { guidedSheetSchema } from '../model/guided-card.ts'
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
import { endpointSchema } from '../model/job.ts'
import { modelProofSchema } from '../model/model-proofs.ts'
import { switchEventSchema } from '../model/neighbour.ts'
import { listenEventSchema } from '../model/passive-discovery.ts'
import { longestPasted } from '../model/pasted-url.ts'
import { problemReportSchema } from '../model/problem-report.ts'
import { provisioningFactsSchema } from '../model/provisioning-facts.ts'
import { planRequestSchema } from '../model/region.ts'
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
import { factFileStateSchema, factSchema } from '../model/vendor-facts.ts'
import { base } from './base.ts'
import { bulk } from './bulk.ts'
import { jobs } from './jobs.ts'

const id = z.string().min(1)
const jobId = z.object({ jobId: id })
const deviceId = z.object({ deviceId: id })
const endpointId = z.object({ endpointId: id })
const scanId = z.object({ scanId: id })
const nothing = z.object({})
const factFile = z.object({ file: id.max(60) })
const factFiles = z.array(factFileStateSchema)
/** Name for the job; without it, the name that the job has. */
const technician = z.string().max(120).default('')

export const contract = {
  app: {
    status: base.output(statusSchema),
    /** The status, now and after each change. */
    watch: base.output(eventIterator(statusSchema)),
    /** The unreadable records in full, to be saved to a file for a developer. */
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
          /** Allows a page that is older than the catalogue in use. */
          older: z.boolean().default(false),
        }),
      )
      .output(catalogueImportSchema),
    /** Uses the built-in list of a date, one of the status; the choice is kept for this installation. */
    chooseCatalogue: base.input(z.object({ date: z.string().max(10) })).output(catalogueSchema),
    /** Known facts about provisioning URLs by class of device; the page builds and reads URLs with them. */
    provisioningFacts: base.output(provisioningFactsSchema),
    /** What a developer needs to find the cause of a problem, without secrets, to be read and saved by the person. Nothing is sent. */
    problemReport: base.output(problemReportSchema),
    /** Log lines without secrets, newest last. */
    log: base.output(
      z.array(z.object({ at: z.number(), path: z.string(), fields: z.record(z.string(), z.unknown()) })),
    ),
  },
  /** Facts about vendors' devices, and their corrections on this installation. */
  facts: {
    list: base.output(factFiles),
    /** The way in, grade and sources of each model of the catalogue in use. */
    proofs: base.output(z.array(modelProofSchema)),
    /** Corrects one fact; its built-in value removes the correction. */
    correct: base
      .input(factFile.extend({ pointer: factSchema.shape.pointer, value: factSchema.shape.value }))
      .output(factFiles),
    /** Removes all corrections of a file. */
    reset: base.input(factFile).output(factFiles),
    /** The corrections of a file as a JSON Patch, to be handed on. */
    patch: base.input(factFile).output(z.object({ text: z.string() })),
    /** Replaces the corrections of a file; uses all of them or none. */
    importPatch: base.input(factFile.extend({ text: z.string().max(1_000_000) })).output(factFiles),
  },
  jobs,
  discovery: {
    /**
     * Scans only the picked targets. Closing the stream cancels the scan; like a scan that was interrupted by the end of the core, it can
     * be resumed until it is discarded. A new scan of the same targets replaces it.
     */
    scan: base.input(scanRequestSchema).output(eventIterator(scanEventSchema)),
    /** Sends no new requests; answers to those already sent are still read. */
    pauseScan: base.input(scanId).output(nothing),
    resumeScan: base.input(scanId).output(nothing),
    /** Interrupted scans of a job that can be resumed (`resume`), newest first; without running ones. */
    unfinishedScans: base.input(jobId).output(z.array(unfinishedScanSchema)),
    discardScan: base.input(scanId).output(nothing),
    /**
     * Passive discovery on the links of the picked addresses: multicast DNS, SSDP, and phones that boot and request their configuration.
     * Answers no device. Ends when the stream is closed.
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
     * Reads a switch over SNMP once; the result arrives in the job's watch. Without `snmp`, uses the credentials of the last reading in this
     * run, else the community `public`. Closing the stream cancels the reading.
     */
    readSwitch: base
      .input(jobId.extend({ address: z.string().min(1), snmp: snmpAccessSchema.optional() }))
      .output(eventIterator(switchEventSchema)),
    /** Removes a switch and the data of its ports. */
    removeSwitch: base.input(z.object({ switchId: id })).output(nothing),
    /** Raw sightings of a device, from which its identity was derived. */
    sightings: base.input(deviceId).output(z.array(sightingSchema)),
  },
  devices: {
    /** Tries the credentials once. Refused credentials are not tried again. Uses HTTPS if the device offers it. */
    signIn: base
      .input(
        deviceId.extend({
          user: z.string().min(1),
          password: z.string(),
          /** The technician accepts that the password is sent over plain HTTP; stored with the device. */
          acceptPlainHttp: z.boolean().default(false),
          /** The technician has checked the device after its certificate or authentication scheme changed. */
          trustAnew: z.boolean().default(false),
        }),
      )
      .output(descriptionSchema),
    signOut: base.input(deviceId).output(nothing),
    /** Moves a device to the other address at which it was seen. Its session ends; a new sign-in is needed. */
    moveToOtherAddress: base.input(deviceId).output(nothing),
    read: base.input(deviceId).output(
      z.object({
        description: descriptionSchema,
        settings: z.array(settingSchema),
        /** Null for a device without handsets. */
        handsets: z.array(handsetSchema).nullable(),
        /** Slots of the handset table whose id cannot be read. */
        unreadable: handsetListSchema.shape.unreadable,
        /** Null for a device without adapter ports. */
        ports: z.array(adapterPortSchema).nullable(),
      }),
    ),
    /** The identity of a device with its evidence. */
    identity: base.input(deviceId).output(identitySchema),
    deviceLog: base.input(deviceId).output(z.array(deviceLogLineSchema)),
    /** The edits, shown before anything is written. */
    plan: base.input(deviceId.extend({ target: planRequestSchema })).output(planSchema),
    /** Writes a plan; its progress arrives as a push in the job's watch. */
    /** `start`: see Plan.starts. */
    apply: base
      .input(deviceId.extend({ planId: id, start: z.boolean().default(true) }))
      .output(z.object({ pushId: id })),
    /** The edits that give the settings of a push their former values; `apply` writes them. */
    planPutBack: base.input(z.object({ pushId: id })).output(planSchema),
    act: base
      .input(deviceId.extend({ action: deviceActionSchema, confirmed: z.literal(true) }))
      .output(nothing),
  },
  bulk,
  /** Devices that the technician sets up on their own page, with a guided card. */
  guided: {
    sheet: base.input(deviceId).output(guidedSheetSchema),
    tick: base.input(deviceId.extend({ step: id, on: z.boolean(), technician })).output(guidedSetupSchema),
    /** Needs the technician's name. The device's next fetch or registration at the gateway core confirms the mark. */
    markDone: base
      .input(deviceId.extend({ technician, url: z.string().min(1).max(longestPasted).optional() }))
      .output(guidedSetupSchema),
    undoMark: base.input(deviceId).output(guidedSetupSchema),
    /** The URL that the device's page shows now. It confirms the mark when it is the one that was set or a later one of the service. */
    readBack: base.input(deviceId.extend({ url: z.string().max(longestPasted) })).output(guidedSetupSchema),
  },
  endpoints: {
    /** Adds a handset by its IPEI in any written form. Fails with endpoint-exists when the job already has it. */
    add: base
      .input(jobId.extend({ ipei: z.string(), label: z.string().max(120).default('') }))
      .output(endpointSchema),
    /** Adds the ports 1 to `count` of an adapter whose number of ports is not in the catalogue. */
    addPorts: base
      .input(deviceId.extend({ count: z.number().int().min(1).max(48) }))
      .output(z.array(endpointSchema)),
    /** Changes the given name or place. */
    update: base
      .input(
        endpointId.extend({ label: z.string().max(120).optional(), place: z.string().max(120).optional() }),
      )
      .output(endpointSchema),
    /** A test call that the technician made, or takes back. */
    testCall: base
      .input(endpointId.extend({ direction: z.enum(['out', 'in']), made: z.boolean() }))
      .output(endpointSchema),
  },
  pairing: {
    /** Live mode: the code that Teams admin centre shows. Rehearsal: issues a new code when `code` is absent. */
    verificationCode: base
      .input(endpointId.extend({ code: z.string().optional() }))
      .output(verificationCodeSchema),
    /** A new sign-in code (rehearsal), or the one that Teams admin centre shows (live). */
    signInCode: base.input(endpointId.extend({ code: z.string().optional() })).output(signInCodeSchema),
    /** Confirms a step by the technician. Live mode accepts every fact; rehearsal accepts `url-written`, for a device without a driver. */
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
    /** Reads the state from the device's pages. */
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
    /** Allows or refuses a fetch of `status.held`. An allowed address becomes the owner of the session. */
    answerHeld: base.input(z.object({ id, allow: z.boolean() })).output(nothing),
    log: base.output(z.array(gatewayLogEntrySchema)),
  },
  practice: {
    status: base.output(practiceStatusSchema),
    start: base.output(practiceStatusSchema),
    stop: base.output(practiceStatusSchema),
    /** The devices and switches of the practice office; empty while the practice site is off. */
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
