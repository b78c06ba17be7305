import type { UserContent } from './history/operation'

/** Everybody else whom the service knows or is being asked to store. */
interface Others {
  stored: UserContent
  first: UserContent
}

/** Makes a user one that the service must refuse. */
export type Spoil = (user: UserContent, others: Others) => UserContent

/** What can be wrong with the last user of an import, in the words of the features. */
export const flaws = {
  'has no name': (user) => ({ ...user, name: '' }),
  'has an email that is taken': (user, { stored }) => ({ ...user, email: stored.email }),
  'has a taken email in another letter case': (user, { stored }) => ({
    ...user,
    email: inOtherCase(stored.email),
  }),
  'has the email of the first': (user, { first }) => ({ ...user, email: first.email }),
} satisfies Record<string, Spoil>

/** The same address with small letters for capital ones, or the other way round. */
export function inOtherCase(email: string): string {
  return email === email.toLowerCase() ? email.toUpperCase() : email.toLowerCase()
}
