/**
 * A Cucumber plugin: scenarios tagged @minute start first; started last, they would still run when all others have ended.
 *
 * Other scenarios under load keep their place. At the start of a run the machine is busy with making the stacks.
 *
 * @type {import('@cucumber/cucumber/api').Plugin}
 */
module.exports = {
  type: 'plugin',
  coordinator({ transform }) {
    const isLong = ({ pickle }) => pickle.tags.some(({ name }) => name === '@minute')
    transform('pickles:order', (pickles) => [
      ...pickles.filter(isLong),
      ...pickles.filter((each) => !isLong(each)),
    ])
  },
}
