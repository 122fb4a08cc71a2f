/** Implements the contract. */
import type { Router } from '@orpc/server'
import type { Contract } from '#shared/contract/contract.ts'
import { app } from './app.ts'
import { base, type RouterContext } from './base.ts'
import { bulk } from './bulk.ts'
import { devices } from './devices.ts'
import { discovery } from './discovery.ts'
import { endpoints } from './endpoints.ts'
import { facts } from './facts.ts'
import { gateway } from './gateway.ts'
import { guided } from './guided.ts'
import { jobs } from './jobs.ts'
import { pairing } from './pairing.ts'
import { practice } from './practice.ts'

export type CoreRouter = Router<Contract, RouterContext>
export const router: CoreRouter = base.router({
  app,
  jobs,
  discovery,
  bulk,
  devices,
  endpoints,
  facts,
  pairing,
  gateway,
  guided,
  practice,
})
