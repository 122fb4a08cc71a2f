/** The contract, answered. */
import { app } from './app.ts'
import { base } from './base.ts'
import { devices } from './devices.ts'
import { discovery } from './discovery.ts'
import { endpoints } from './endpoints.ts'
import { gateway } from './gateway.ts'
import { jobs } from './jobs.ts'
import { pairing } from './pairing.ts'
import { practice } from './practice.ts'

export const router = base.router({ app, jobs, discovery, devices, endpoints, pairing, gateway, practice })
export type CoreRouter = typeof router
