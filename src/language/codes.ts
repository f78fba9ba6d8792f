export type Severity = 'error' | 'warning' | 'information';

/**
 * Every finding of the language front end, with its stable code. A code is never given a second meaning; the fixture
 * `test/language/fixtures/CODE.irq` shows it.
 */
export const CODES = {
  // Text and structure
  IRQ001: { severity: 'error', title: 'The file is too large.' },
  IRQ002: { severity: 'error', title: 'Characters that the language does not have.' },
  IRQ003: { severity: 'error', title: 'A string is not closed.' },
  IRQ004: { severity: 'error', title: 'A bracket is not closed.' },
  IRQ005: { severity: 'error', title: 'A closing bracket without an opening one.' },
  IRQ006: { severity: 'error', title: 'Blocks are nested too deep.' },
  IRQ007: { severity: 'error', title: 'The file is not text.' },
  IRQ008: { severity: 'error', title: 'Something that cannot begin a statement.' },
  IRQ009: { severity: 'warning', title: 'More problems than are shown.' },
  // Words
  IRQ010: { severity: 'error', title: 'An unknown word.' },
  IRQ011: { severity: 'error', title: 'A known word in a place where it means nothing.' },
  IRQ012: { severity: 'error', title: 'Something else was expected.' },
  IRQ013: { severity: 'error', title: 'More text than the statement has room for.' },
  IRQ014: { severity: 'error', title: 'A block is missing.' },
  IRQ015: { severity: 'error', title: 'Given twice.' },
  IRQ016: { severity: 'error', title: 'A property is missing.' },
  IRQ017: { severity: 'error', title: 'A block where none belongs.' },
  // Quantities
  IRQ020: { severity: 'error', title: 'A quantity of the wrong dimension.' },
  IRQ021: { severity: 'error', title: 'An unknown unit.' },
  IRQ022: { severity: 'error', title: 'A quantity without its unit.' },
  IRQ023: { severity: 'error', title: 'A number out of range.' },
  IRQ024: { severity: 'error', title: 'A negative number.' },
  IRQ025: { severity: 'warning', title: 'A number that had to be rounded.' },
  IRQ026: { severity: 'error', title: 'A blank between a number and its unit.' },
  IRQ027: { severity: 'error', title: 'A whole number was expected.' },
  // Names
  IRQ030: { severity: 'error', title: 'An unknown name.' },
  IRQ031: { severity: 'error', title: 'A name declared twice.' },
  IRQ032: { severity: 'error', title: 'A name of the wrong kind.' },
  IRQ033: { severity: 'error', title: 'Declarations that extend each other in a circle.' },
  IRQ034: { severity: 'error', title: 'A device extends one of another kind.' },
  IRQ035: { severity: 'error', title: 'An imported file is not there.' },
  IRQ036: { severity: 'error', title: 'An imported file has errors.' },
  IRQ037: { severity: 'error', title: 'An empty name.' },
  // Paths and processes
  IRQ040: { severity: 'error', title: 'The first stage of a path is not hard.' },
  IRQ041: { severity: 'error', title: 'A later stage of a path is not soft.' },
  IRQ042: { severity: 'error', title: 'A stage that leaves its packet nowhere.' },
  IRQ043: { severity: 'error', title: 'The last stage has no next one.' },
  IRQ044: { severity: 'warning', title: 'A statement that is never reached.' },
  IRQ046: { severity: 'error', title: 'A statement that cannot be here.' },
  IRQ047: { severity: 'error', title: 'A loop that would never end.' },
  IRQ048: { severity: 'error', title: 'Too many repetitions.' },
  IRQ049: { severity: 'error', title: 'A lock taken while it is held.' },
  IRQ050: { severity: 'error', title: 'Probabilities that do not add up.' },
  IRQ051: { severity: 'error', title: 'There is no packet here.' },
  IRQ052: { severity: 'error', title: 'Nothing in it.' },
  // Files of packets
  IRQ053: { severity: 'error', title: 'A file of packets is not there.' },
  IRQ054: { severity: 'error', title: 'A file that holds no packets.' },
  IRQ055: { severity: 'error', title: 'A file of packets with a wrong entry.' },
  IRQ056: { severity: 'warning', title: 'A file of packets that ends in the middle of one.' },
  IRQ057: { severity: 'error', title: 'Sessions of TCP whose data no process gets.' },
  // Designs
  IRQ060: { severity: 'error', title: 'A wait blocks where no thread is.' },
  IRQ061: { severity: 'error', title: 'A lock blocks where no thread is.' },
  IRQ062: { severity: 'error', title: 'A path waits in an interrupt handler that cannot sleep.' },
  IRQ064: { severity: 'error', title: 'A path waits while it holds a lock that cannot be kept over a wait.' },
  // Runs
  IRQ070: { severity: 'error', title: 'A CPU that the machine does not have.' },
  IRQ071: { severity: 'error', title: 'More packets than can be simulated.' },
  IRQ072: { severity: 'error', title: 'A packet is delivered to a process that is not in the run.' },
  IRQ073: { severity: 'error', title: 'A design that is not in the run.' },
  IRQ074: { severity: 'error', title: 'A queue that is not the same wherever it is named.' },
  IRQ075: { severity: 'warning', title: 'A stage at another level than its device.' },
  IRQ076: { severity: 'warning', title: 'Packets that never arrive.' },
  IRQ077: { severity: 'information', title: 'A cost that is paid but not given.' },
  IRQ078: { severity: 'warning', title: 'Packets that may wait for ever.' },
  IRQ079: { severity: 'warning', title: 'A process that takes no packets.' },
  // Sweeps
  IRQ080: { severity: 'error', title: 'Nothing that a sweep could change.' },
  IRQ081: { severity: 'error', title: 'A sweep from a value to the same.' },
  IRQ082: { severity: 'error', title: 'A logarithmic sweep from or to zero.' },
  IRQ083: { severity: 'error', title: 'A sweep over the rate of packets that have none.' },
  IRQ084: { severity: 'error', title: 'A value with which the run has an error.' },
  IRQ085: { severity: 'warning', title: 'A sweep that changes nothing.' },
} as const satisfies Readonly<Record<string, { readonly severity: Severity; readonly title: string }>>;

export type Code = keyof typeof CODES;
