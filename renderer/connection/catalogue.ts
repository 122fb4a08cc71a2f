/** The catalogue in use; reloaded when another one is imported. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useContext, useEffect } from 'react'
import { StatusContext, useContract } from './context.ts'

export function useCatalogue() {
  const contract = useContract()
  const queries = useQueryClient()
  const pack = useContext(StatusContext)?.catalogue
  const inUse = pack === undefined ? '' : `${pack.date} ${pack.imported?.at ?? ''}`
  useEffect(() => {
    if (inUse !== '') void queries.invalidateQueries({ queryKey: contract.app.catalogue.key() })
  }, [inUse, queries, contract])
  return useQuery(contract.app.catalogue.queryOptions())
}
