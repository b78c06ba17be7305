import { CreateUsers } from './20261122_create_users'

/** Every migration, oldest first. Listed by hand, so that nothing has to be searched for at start-up. */
export const migrations = [CreateUsers]
