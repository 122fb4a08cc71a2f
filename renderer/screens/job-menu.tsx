/** The menu of a job in the list of jobs. */

import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components'
import { MoreHorizontal20Regular } from '@fluentui/react-icons'
import type { Job } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'

export type JobAction =
  | 'edit'
  | 'duplicate'
  | 'export'
  | 'archive'
  | 'unarchive'
  | 'delete'
  | 'reset'
  | 'restore'

/** The actions of a job, in the order of its menu. The practice job can only be edited and reset. */
function jobActionsOf({
  practice,
  archivedAt,
  deletedAt,
}: Pick<Job, 'practice' | 'archivedAt' | 'deletedAt'>): readonly JobAction[] {
  if (deletedAt !== null) return ['restore']
  if (practice) return ['edit', 'reset']
  return ['edit', 'duplicate', 'export', archivedAt === null ? 'archive' : 'unarchive', 'delete']
}

export function JobMenu({ job, onAction }: { job: Job; onAction(action: JobAction, job: Job): void }) {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          size="small"
          icon={<MoreHorizontal20Regular />}
          aria-label={words.jobDetails.actionsOf(job.name)}
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        />
      </MenuTrigger>
      {/* a click in the menu is no click on the row behind it */}
      <MenuPopover onClick={(event) => event.stopPropagation()}>
        <MenuList>
          {jobActionsOf(job).map((action) => [
            action === 'delete' ? <MenuDivider key="divider" /> : null,
            <MenuItem key={action} onClick={() => onAction(action, job)}>
              {words.jobDetails.actions[action]}
            </MenuItem>,
          ])}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
