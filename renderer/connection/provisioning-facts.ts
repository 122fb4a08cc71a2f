/** What is known of provisioning URLs; part of the program, so it is loaded once. */
import { useQuery } from '@tanstack/react-query'
import { useContract } from './context.ts'

export function useProvisioningFacts() {
  return useQuery({
    ...useContract().app.provisioningFacts.queryOptions(),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
