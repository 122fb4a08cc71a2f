/** The compatible devices with their minimum and approved firmware, and the notes of the published page; works offline. */

import {
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Tab,
  TabList,
} from '@fluentui/react-components'
import { ArrowImport20Regular, DocumentEdit20Regular, Link20Regular } from '@fluentui/react-icons'
import { useContext, useState } from 'react'
import { useLocation } from 'wouter'
import { isStale } from '#shared/model/catalogue.ts'
import { words } from '#shared/words/index.ts'
import { useCatalogue } from '../../connection/catalogue.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext } from '../../connection/context.ts'
import { EmptyState, Panel, Screen } from '../../parts/layout.tsx'
import { ProblemCard } from '../../parts/problem-card.tsx'
import { BuiltInList } from './built-in-list.tsx'
import { ImportDialog } from './import.tsx'
import { FeatureCodes, Notes } from './notes.tsx'
import { CatalogueRows } from './rows.tsx'

const useStyles = makeStyles({ tabs: { marginTop: '-8px' } })

type View = 'devices' | 'notes' | 'codes'

export function CatalogueScreen() {
  const styles = useStyles()
  const status = useContext(StatusContext)
  const { data, error } = useCatalogue()
  const [view, setView] = useState<View>('devices')
  const [importing, setImporting] = useState(false)
  const [location, navigate] = useLocation()
  const imported = status?.catalogue.imported ?? null
  const published = data === undefined ? Number.NaN : Date.parse(data.date)
  const days = Math.floor((Date.now() - published) / 86_400_000)
  return (
    <Screen
      title={words.catalogueScreen.title}
      lead={
        data === undefined
          ? words.catalogueScreen.lead
          : words.catalogueScreen.inUse(
              data,
              imported === null ? null : { name: imported.name, at: words.time.dayAndTime(imported.at) },
            )
      }
      actions={
        <>
          <Button icon={<Link20Regular />} onClick={() => navigate(`${location}/provisioning-urls`)}>
            {words.provisioningUrls.title}
          </Button>
          <Button icon={<DocumentEdit20Regular />} onClick={() => navigate(`${location}/facts`)}>
            {words.facts.title}
          </Button>
          <Button icon={<ArrowImport20Regular />} onClick={() => setImporting(true)}>
            {words.catalogueScreen.importPage}
          </Button>
        </>
      }
    >
      {data !== undefined && isStale(data.date, Date.now()) ? (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{words.catalogueScreen.stale(words.time.day(published))}</MessageBarTitle>
            {words.catalogueScreen.staleBody(days)}
          </MessageBarBody>
        </MessageBar>
      ) : null}
      {error === null ? null : <ProblemCard problem={problemOf(error)} />}
      {data === undefined ? (
        error === null ? (
          <Panel>
            <EmptyState title={words.terms.loading}>{words.catalogueScreen.loadingBody}</EmptyState>
          </Panel>
        ) : null
      ) : (
        <>
          <TabList
            className={styles.tabs}
            selectedValue={view}
            onTabSelect={(_event, { value }) =>
              setView(value === 'notes' || value === 'codes' ? value : 'devices')
            }
          >
            <Tab value="devices">{words.terms.devices}</Tab>
            <Tab value="notes">{words.catalogueScreen.notesTab}</Tab>
            <Tab value="codes">{words.catalogueScreen.featureCodes}</Tab>
          </TabList>
          {view === 'devices' && imported === null ? <BuiltInList catalogue={data} /> : null}
          {view === 'devices' ? <CatalogueRows catalogue={data} /> : null}
          {view === 'notes' ? <Notes catalogue={data} /> : null}
          {view === 'codes' ? <FeatureCodes catalogue={data} /> : null}
        </>
      )}
      <ImportDialog
        open={importing}
        onClose={() => setImporting(false)}
        builtIn={imported === null ? null : (status?.catalogue.builtIn[0] ?? null)}
      />
    </Screen>
  )
}
