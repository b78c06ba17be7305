/**
 * A Cucumber plugin: scenarios tagged @load start first. One of them takes longer than all others together, so that
 * a parallel run takes no longer than the minute of load.
 *
 * @type {import('@cucumber/cucumber/api').Plugin}
 */
module.exports = {
  type: 'plugin',
  coordinator({ transform }) {
    const isLoad = ({ pickle }) => pickle.tags.some(({ name }) => name === '@load')
    transform('pickles:order', (pickles) => [
      ...pickles.filter(isLoad),
      ...pickles.filter((each) => !isLoad(each)),
    ])
  },
}
