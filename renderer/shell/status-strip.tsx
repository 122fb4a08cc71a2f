/** Shows interface and subnet, core, gateway, running work and practice site. */

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useContext } from 'react'
import { isStale } from '#shared/model/catalogue.ts'
import { words } from '#shared/words/index.ts'
import { StatusContext, useConnectionState, useContract } from '../connection/context.ts'

const useStyles = makeStyles({
  strip: {
    display: 'flex',
    alignItems: 'center',
    gap: '18px',
    '@media (max-width: 1100px)': { gap: '10px' },
    height: '100%',
    boxSizing: 'border-box',
    padding: '0 14px',
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground1,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
  },
  practice: {
    padding: '2px 10px',
    borderRadius: tokens.borderRadiusCircular,
    color: tokens.colorNeutralForegroundOnBrand,
    backgroundColor: tokens.colorBrandBackground,
    fontWeight: tokens.fontWeightSemibold,
  },
  end: { marginLeft: 'auto' },
})

const workWords = {
  scan: words.shell.scanning,
  push: words.shell.writingSettings,
  switch: words.shell.readingSwitch,
} as const

export function StatusStrip() {
  const styles = useStyles()
  const state = useConnectionState()
  const lastStatus = useContext(StatusContext)
  // the last known facts may be outdated while the core does not answer
  const isOpen = state === 'open'
  const status = isOpen ? lastStatus : null
  const contract = useContract()
  const interfaces = useQuery({ ...contract.app.interfaces.queryOptions(), refetchInterval: 15_000 })
  const network = interfaces.data?.find((each) => !each.loopback) ?? interfaces.data?.[0]
  const core = words.shell.coreState[state]
  return (
    <div className={styles.strip}>
      {isOpen && interfaces.isSuccess ? (
        <span>
          {network === undefined
            ? words.shell.noNetwork
            : words.shell.network(network.name, network.address, network.cidr)}
        </span>
      ) : null}
      <span>{words.shell.core(core)}</span>
      {status === null ? null : <span>{words.gateway.strip(status.gateway)}</span>}
      <span role="status">{status?.work.map((work) => workWords[work.kind]).join(', ') ?? ''}</span>
      {status?.practice.running === true ? (
        <span className={mergeClasses(styles.practice)}>{words.shell.practiceRunning}</span>
      ) : null}
      <span className={styles.end}>
        {status === null
          ? ''
          : words.shell.catalogueOf(
              words.time.day(Date.parse(status.catalogue.date)),
              isStale(status.catalogue.date, Date.now()),
            )}
      </span>
      <span title={status === null ? undefined : words.door.secretsKept(status.secrets)}>
        {status === null ? '' : words.shell.version(status.version)}
      </span>
    </div>
  )
}
