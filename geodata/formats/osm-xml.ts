import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { OsmError, type OsmListener, type OsmMember, type Tags } from './osm.ts';

const noTags: Tags = new Map();

/** A number that an attribute must hold. */
function numberIn(tag: SaxesTagPlain, name: string): number {
  const value = Number(tag.attributes[name] ?? Number.NaN);
  if (!Number.isFinite(value)) throw new OsmError('osm-broken', `<${tag.name}> without a number as ${name}`);
  return value;
}

/** The object that is being read: its tags, nodes and members come one after the other. */
class Current {
  tags = new Map<string, string>();
  refs: number[] = [];
  members: OsmMember[] = [];

  constructor(readonly tag: SaxesTagPlain) {}

  add(child: SaxesTagPlain): void {
    const { attributes } = child;
    if (child.name === 'tag') this.tags.set(attributes.k ?? '', attributes.v ?? '');
    else if (child.name === 'nd') this.refs.push(numberIn(child, 'ref'));
    else if (child.name === 'member')
      this.members.push({
        type: attributes.type as OsmMember['type'],
        ref: numberIn(child, 'ref'),
        role: attributes.role ?? '',
      });
  }

  tell(listener: OsmListener): void {
    const { tag } = this;
    const tags = this.tags.size > 0 ? this.tags : noTags;
    const id = numberIn(tag, 'id');
    if (tag.name === 'node') listener.node?.(id, numberIn(tag, 'lon'), numberIn(tag, 'lat'), tags);
    else if (tag.name === 'way') listener.way?.(id, this.refs, tags);
    else listener.relation?.(id, this.members, tags);
  }
}

const objects = new Set(['node', 'way', 'relation']);

/** OSM XML 0.6 (https://wiki.openstreetmap.org/wiki/OSM_XML). */
export async function readOsmXml(source: AsyncIterable<Uint8Array>, listener: OsmListener): Promise<void> {
  const parser = new SaxesParser();
  let current: Current | undefined;
  let root: string | undefined;
  const end = { seen: false };
  parser.on('opentag', (tag) => {
    if (root === undefined) {
      root = tag.name;
      if (root !== 'osm') throw new OsmError('osm-unknown', `XML of <${root}>, not of <osm>`);
    }
    if (objects.has(tag.name)) current = new Current(tag);
    else current?.add(tag);
  });
  parser.on('closetag', (tag) => {
    if (tag.name === root) end.seen = true;
    if (current?.tag.name !== tag.name) return;
    current.tell(listener);
    current = undefined;
  });
  parser.on('error', (error) => {
    throw new OsmError('osm-broken', `XML: ${error.message}`);
  });
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of source) parser.write(decoder.decode(chunk, { stream: true }));
  parser.write(decoder.decode());
  if (!end.seen) throw new OsmError('osm-truncated', 'the file ends before </osm>');
  parser.close();
}
