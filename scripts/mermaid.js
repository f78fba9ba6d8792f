// Mermaid as a script of its own: a page loads it only when a sequence diagram comes into view.
import mermaid from 'mermaid';

globalThis.mermaid = mermaid;
