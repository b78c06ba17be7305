import type { PlatformName } from '../config'
import { compose } from './compose'
import { embedded } from './embedded'
import type { PlatformProvider } from './provider'

export const platforms: Record<PlatformName, PlatformProvider> = { embedded, compose }
