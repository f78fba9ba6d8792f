import { formatTime } from './format.js';
import type { Actor, Item, Story, StoryEvent } from './story.js';

/** How many events a diagram shows before it is cut: a picture longer than a few screens explains nothing. */
const LONGEST = 60;

/**
 * A story as the text of a mermaid sequence diagram. A context switch is a full arrow, a transfer of control without
 * one a dashed arrow, and what a device says an open one.
 */
export function mermaidOf(story: Story): string {
  const { shown, left } = cut(story.events, LONGEST);
  const lines = story.actors.map((actor, index) => `participant ${id(index)} as ${title(actor)}`);
  lines.push(...shown.map(line));
  if (left > 0) lines.push(`Note over ${id(0)}: … ${left} more`);
  return ['sequenceDiagram', ...lines.map((each) => `  ${each}`), ''].join('\n');
}

/** The first events, and how many are left out. */
export function cut<T>(events: readonly T[], longest: number): { readonly shown: readonly T[]; readonly left: number } {
  return events.length <= longest
    ? { shown: events, left: 0 }
    : { shown: events.slice(0, longest), left: events.length - longest };
}

function line(event: StoryEvent): string {
  switch (event.kind) {
    case 'transfer':
      return `${id(event.from)}${event.way === 'switch' ? '->>' : '-->>'}${id(event.to)}: ${event.number}. ${quoted(
        WAYS[event.way],
      )}<br/>+${formatTime(event.time)}, took ${formatTime(event.cost)}`;
    case 'signal':
      return `${id(event.from)}-)${id(event.to)}: ${quoted(event.text)}, +${formatTime(event.time)}`;
    case 'work':
      return `Note over ${id(event.actor)}: ${event.items.map(item).join('<br/>')}`;
    case 'note':
      return `Note over ${id(event.actor)}: ${quoted(event.text)}<br/>+${formatTime(event.time)}`;
    case 'busy':
      return `Note over ${id(event.actor)}: works ${formatTime(event.duration)}`;
  }
}

/** How control came to the next context, in the words of the message. */
export const WAYS = {
  switch: 'context switch',
  interrupt: 'interrupt, no context switch',
  softint: 'softint on the way out, no context switch',
  return: 'return, no context switch',
} as const;

function item({ text, duration }: Item): string {
  return duration === undefined ? quoted(text) : `${quoted(text)} ${formatTime(duration)}`;
}

function title(actor: Actor): string {
  return `${quoted(actor.name)}<br/>${quoted(actor.role)}`;
}

function id(index: number): string {
  return `a${index}`;
}

/**
 * Text that mermaid shows as it is. Everything that could mean something to its grammar (`;`, `#`, `:`, quotes, line
 * ends, the word `end`) is written as a numbered entity.
 */
export function quoted(text: string): string {
  return text
    .replaceAll(/[^\p{L}\p{N} ,.…_()+/-]/gu, (character) =>
      /\s/.test(character) ? ' ' : `#${character.codePointAt(0)};`,
    )
    .replaceAll(/\bend\b/gi, (word) => `#${word.charCodeAt(0)};${word.slice(1)}`);
}
