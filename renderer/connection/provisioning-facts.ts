/** Facts about provisioning URLs; loaded once, because they do not change while the program runs. */
import { useQuery } from '@tanstack/react-query'
import { useContract } from './context.ts'

export function useProvisioningFacts() {
  return useQuery({
    ...useContract().app.provisioningFacts.queryOptions(),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
