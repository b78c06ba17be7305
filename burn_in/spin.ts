/** Milliseconds of work between two looks at whether the parent is still there. */
const slice = 20

function spin(): void {
  const end = performance.now() + slice
  while (performance.now() < end);
  setImmediate(spin)
}

// The connection breaks when the parent ends in any way, so that nothing goes on spinning without it.
process.once('disconnect', () => process.exit())
spin()
