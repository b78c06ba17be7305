/** Pauses that can all be ended early. Cheaper than an AbortSignal, which would collect a listener per pause. */
export class Pauses {
  private readonly pending = new Map<NodeJS.Timeout, () => void>()

  /** Resolves after that many milliseconds, or when the pauses are ended. */
  take(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.pending.delete(timer)
        resolve()
      }, milliseconds)
      this.pending.set(timer, resolve)
    })
  }

  endAll(): void {
    for (const [timer, resolve] of this.pending) {
      clearTimeout(timer)
      resolve()
    }
    this.pending.clear()
  }
}
