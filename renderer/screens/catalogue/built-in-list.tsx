/** Choice between the built-in lists, with where the chosen one was found. */
import { Dropdown, Field, makeStyles, Option } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useContext } from 'react'
import type { Catalogue } from '#shared/model/catalogue.ts'
import { words } from '#shared/words/index.ts'
import { problemOf } from '../../connection/connection.ts'
import { StatusContext, useContract } from '../../connection/context.ts'
import { ProblemCard } from '../../parts/problem-card.tsx'

const useStyles = makeStyles({ list: { maxWidth: '92ch' }, pick: { maxWidth: '320px' } })

const dayOf = (date: string): string => words.time.day(Date.parse(date))

export function BuiltInList({ catalogue }: { catalogue: Catalogue }) {
  const styles = useStyles()
  const contract = useContract()
  const choose = useMutation(contract.app.chooseCatalogue.mutationOptions())
  const dates = useContext(StatusContext)?.catalogue.builtIn ?? [catalogue.date]
  const { date, origin } = catalogue
  return (
    <>
      <Field
        className={styles.list}
        label={words.catalogueScreen.listInUse}
        hint={
          origin === null
            ? null
            : words.catalogueScreen.foundIn(words.states.confidence[origin.confidence], origin.source)
        }
      >
        <Dropdown
          className={styles.pick}
          value={words.catalogueScreen.listOf(dayOf(date), date === dates[0])}
          selectedOptions={[date]}
          disabled={choose.isPending}
          onOptionSelect={(_event, { optionValue }) => {
            if (optionValue !== undefined && optionValue !== date) choose.mutate({ date: optionValue })
          }}
        >
          {dates.map((each) => (
            <Option key={each} value={each}>
              {words.catalogueScreen.listOf(dayOf(each), each === dates[0])}
            </Option>
          ))}
        </Dropdown>
      </Field>
      {choose.error === null ? null : <ProblemCard problem={problemOf(choose.error)} />}
    </>
  )
}
