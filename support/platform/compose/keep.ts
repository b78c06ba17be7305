import type { Platform } from '../platform'
import type { Run } from '../provider'
import { imageOf } from './settings'

/** How people reach a stack that was left up, and how they remove it. */
export function howToReach(run: Run, project: string, { apiUrl, database }: Platform): string {
  const compose = `docker compose --project-name ${project}`
  const { host, port, user, password, database: name } = database
  return [
    '',
    `kept: ${project}`,
    `  API       curl ${apiUrl}/health`,
    `  database  psql postgresql://${user}:${password}@${host}:${port}/${name}`,
    `  look      ${compose} ps; ${compose} logs --follow`,
    `  remove    ${compose} down --volumes`,
    `  and last  docker image rm ${imageOf(run.id)}; rm -r '${run.directory}'`,
    '',
  ].join('\n')
}
