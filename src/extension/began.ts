/** When the extension's code began to run. To be imported before anything else. */
export const began = performance.now();
