import { RecoveryError } from '../support/errors'
import { type Profile, profiles } from './suite_run'

/** @throws RecoveryError `BAD_OPTION` unless the text is a whole number of at least `least` */
export function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && Number.isSafeInteger(number)) return number
  throw new RecoveryError(
    'BAD_OPTION',
    `--${option} "${text}" cannot be used; give a whole number from ${least}`,
  )
}

/** @throws RecoveryError `BAD_OPTION` unless the text names a profile of the suite */
export function profileNamed(text: string): Profile {
  const profile = profiles.find((each) => each === text)
  if (profile) return profile
  throw new RecoveryError(
    'BAD_OPTION',
    `there is no profile "${text}"; choose one of: ${profiles.join(', ')}`,
  )
}
