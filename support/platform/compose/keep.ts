import type { Platform } from '../platform'
import type { Run } from '../provider'
import { removalCommands } from './leftovers'

/** How people remove everything that a run with kept stacks made, also one that does not get as far as a stack. */
export function howToRemove({ id, directory }: Run): string {
  return [
    '',
    'What this run makes is kept, however it ends. To remove all of it:',
    ...removalCommands(id).map((command) => `  ${command}`),
    `  rm -r '${directory}'`,
    '',
  ].join('\n')
}

/** How people reach a stack that was left up, and how they remove it alone. */
export function howToReach(project: string, { apiUrl, database }: Platform): string {
  const compose = `docker compose --project-name ${project}`
  const { host, port, user, password, database: name } = database
  return [
    '',
    `kept: ${project}`,
    `  API       curl ${apiUrl}/health`,
    `  database  psql postgresql://${user}:${password}@${host}:${port}/${name}`,
    `  look      ${compose} ps; ${compose} logs --follow`,
    `  remove    ${compose} down --volumes`,
    '',
  ].join('\n')
}
