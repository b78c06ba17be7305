import { countedFrom, type Recovery, recoveryFrom } from '../checks/recovery'
import type { FaultRecord } from '../history/fault'
import type { Operation } from '../history/operation'

/** A fault and how the service came back from it. Times are milliseconds since the Unix epoch. */
export interface FaultRecovery {
  fault: FaultRecord
  /** From when on recovery is counted: when a momentary fault was noticed, when the undoing of one that was held began. */
  since: number
  recovery: Recovery
  /** When callers were served again for good; undefined where nobody saw that. */
  recoveredAt: number | undefined
}

/** The recovery from every fault of a scenario, not only from the one that a step asked about. */
export function recoveriesFrom(
  operations: Iterable<Operation>,
  faults: readonly FaultRecord[],
): FaultRecovery[] {
  return faults.map((fault) => {
    const since = countedFrom(operations, fault)
    const recovery = recoveryFrom(operations, fault)
    return { fault, since, recovery, recoveredAt: recovery.recovered ? since + recovery.after : undefined }
  })
}

/** A fault as people read it: `database kill`. */
export function nameOf({ target, kind }: FaultRecord): string {
  return `${target} ${kind}`
}

/** Why a recovery was not seen; what nobody could have seen is not held against the service. */
export function unseenBecause({ since, recovery }: FaultRecovery, operations: Iterable<Operation>): string {
  if (!calledSince(operations, since)) return 'nobody called afterwards'
  const failed = !recovery.recovered && recovery.lastFailure !== undefined
  return failed ? 'no recovery was seen' : 'the calls ended too soon to show recovery'
}

function calledSince(operations: Iterable<Operation>, moment: number): boolean {
  for (const { sentAt } of operations) if (sentAt >= moment) return true
  return false
}
