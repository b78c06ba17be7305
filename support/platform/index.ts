import type { PlatformName } from '../config'
import { RecoveryError } from '../errors'
import { compose } from './compose'
import { embedded } from './embedded'
import type { PlatformProvider } from './provider'

/** @throws RecoveryError `NOT_LINUX`: how ports are claimed and processes are found exists nowhere else */
export function assertLinux(): void {
  if (process.platform === 'linux') return
  throw new RecoveryError(
    'NOT_LINUX',
    `the suite needs Linux, and this is ${process.platform}; run it in a virtual machine`,
  )
}

export const platforms: Record<PlatformName, PlatformProvider> = { embedded, compose }
