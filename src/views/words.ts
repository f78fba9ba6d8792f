import { formatTime } from './format.js';
import { cut } from './mermaid.js';
import type { Item, Story, StoryEvent } from './narrative.js';

/** A line of a story in words: a numbered step, or a remark between two steps. */
export interface Line {
  readonly number: number | undefined;
  readonly text: string;
  readonly time: string;
}

const LONGEST = 120;

/** A story in words, numbered as its diagram is: for those who cannot see the diagram, and for a mail. */
export function wordsOf(story: Story): readonly Line[] {
  const { shown, left } = cut(story.events, LONGEST);
  const lines = shown.map((event) => ({
    number: event.kind === 'transfer' ? event.number : undefined,
    text: textOf(story, event),
    time: `+${formatTime(event.time)}`,
  }));
  return left === 0 ? lines : [...lines, { number: undefined, text: `… ${left} more`, time: '' }];
}

/** The words as plain text, in the form that the message to tech-kern has. */
export function plainText(story: Story): string {
  return wordsOf(story)
    .map(({ number, text, time }) =>
      number === undefined ? `      (${text}, ${time})` : `${number}. ${text}, ${time}`,
    )
    .join('\n');
}

function textOf(story: Story, event: StoryEvent): string {
  const name = (actor: number) => {
    const { name, role } = story.actors[actor]!;
    return name.includes(role) ? name : `${name} (${role})`;
  };
  switch (event.kind) {
    case 'transfer':
      return `${VERBS[event.way]} from ${name(event.from)} to ${name(event.to)}${
        event.way === 'switch' || event.way === 'handoff' ? '' : '; no context switch'
      }${event.cost === 0 ? '' : `; took ${formatTime(event.cost)}`}`;
    case 'signal':
      return `${name(event.from)} → ${name(event.to)}: ${event.text}`;
    case 'work':
      return `${name(event.actor)}: ${event.items.map(item).join(', ')}`;
    case 'note':
      return `${name(event.actor)}: ${event.text}`;
    case 'busy':
      return `${name(event.actor)} works ${formatTime(event.duration)}`;
  }
}

const VERBS = {
  switch: 'context switch',
  handoff: 'hand-off',
  interrupt: 'interrupt',
  softint: 'soft interrupt on the way out',
  return: 'return',
} as const;

function item({ text, duration }: Item): string {
  return duration === undefined ? text : `${text} ${formatTime(duration)}`;
}
