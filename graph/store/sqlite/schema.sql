-- The tables of graph.sqlite. Numbers that refer to another table are foreign keys; the views give plain names.

-- What the file says of itself: format, stamp (of its facts), facts, issues, sources; apart: the pairs of agencies that people had declared
-- different.
CREATE TABLE about (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- What the reading of a file gave, kept so that an unchanged file is not read again; key: its bytes, kind and rules.
-- data: the text of the file with the offsets that its characters stand for, and the statements that quote it (LZMA of msgpack);
-- head: the reading without its statements.
CREATE TABLE readings (
  key TEXT PRIMARY KEY,
  data BLOB NOT NULL,
  head BLOB NOT NULL
);

-- What identity keeps of each document, so that a build reads the statements of changed documents only (zlib of msgpack); inputs: a word
-- for the files and readings that it was made of.
CREATE TABLE records (
  id INTEGER PRIMARY KEY,
  document TEXT NOT NULL UNIQUE,
  inputs TEXT NOT NULL,
  data BLOB NOT NULL
);

-- What documents give to a region, so that a build settles the names of those regions only that are given something else (zlib of
-- msgpack); region: its key, or a word for a document whose names have no region.
CREATE TABLE shares (
  region TEXT PRIMARY KEY,
  data BLOB NOT NULL
) WITHOUT ROWID;

-- By which titles documents may be cited; title: a word for the title, 16 hexadecimal digits as a number.
CREATE TABLE titles (
  title INTEGER NOT NULL,
  record INTEGER NOT NULL REFERENCES records,
  PRIMARY KEY (title, record)
) WITHOUT ROWID;

-- What documents cite; node and title: words for the node that is cited and its title as numbers, title 0 where a number tells which it is.
CREATE TABLE citations (
  node INTEGER NOT NULL,
  title INTEGER NOT NULL,
  record INTEGER NOT NULL REFERENCES records,
  PRIMARY KEY (node, title, record)
) WITHOUT ROWID;
CREATE INDEX citations_of_title ON citations (title);

-- What the last builds did, newest last: the stamps before (empty where there was no graph) and after; data: the facts that came and
-- went (zlib of msgpack, see `changes_since`), NULL where the graph was made anew.
CREATE TABLE builds (
  id INTEGER PRIMARY KEY,
  before TEXT NOT NULL,
  stamp TEXT NOT NULL,
  data BLOB
);

-- The files that were read, by the name that facts cite; error where a file could not be read.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  error TEXT,
  reading TEXT REFERENCES readings
);

-- Where the lines of files of pages (PDF, scans) stand: characters of the file, page from 1, box in points (1/72 inch) from the
-- top left of the page as its print stands upright; x0 to x1 from the left, y0 to y1 from the top. A table has one box for its rows.
CREATE TABLE boxes (
  source INTEGER NOT NULL REFERENCES sources,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  page INTEGER NOT NULL,
  x0 REAL NOT NULL,
  y0 REAL NOT NULL,
  x1 REAL NOT NULL,
  y1 REAL NOT NULL,
  PRIMARY KEY (source, start)
) WITHOUT ROWID;

-- Words that facts use again and again: predicates and rules.
CREATE TABLE terms (
  id INTEGER PRIMARY KEY,
  term TEXT NOT NULL UNIQUE
);

-- The classes of nodes, with what the ids of their nodes begin with.
CREATE TABLE classes (
  id INTEGER PRIMARY KEY,
  class TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL
);

-- Everything that facts are about. node: its id, made of the prefix of its class and its key; key: what the id says behind the prefix,
-- 16 hexadecimal digits as a number. The caption is a name or title; NULL where the node is a text of its own, or a heading. Ask for the nodes of a
-- class by `kind`, which has an index; `class` is its name.
CREATE TABLE nodes (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL REFERENCES classes,
  key NOT NULL,
  caption TEXT,
  class TEXT AS (CLASS),
  node TEXT AS (PREFIX || ':' || CASE typeof(key) WHEN 'integer' THEN printf('%016x', key) ELSE key END)
);
CREATE INDEX nodes_of_key ON nodes (kind, CASE typeof(key) WHEN 'integer' THEN key >> 40 ELSE key END);

-- Documents and the headings above a statement in them, outermost first, as a JSON list; refs: how many places have them.
CREATE TABLE sections (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES nodes,
  path TEXT NOT NULL,
  refs INTEGER NOT NULL
);

-- The words of the print, each passage once, with the character of the file and the line where it starts: what evidence quotes is a
-- part of one; refs: of how many places.
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources,
  start INTEGER NOT NULL,
  line INTEGER NOT NULL,
  text TEXT NOT NULL,
  refs INTEGER NOT NULL
);

-- Where a statement stands: its document and headings, its page where it has pages; its words are `length` characters of a text from
-- `at` (from 0) on. It starts in the file as many characters behind the start of the text, and `shift` more; it is as long there, and
-- `more`; `line` counts from that of the text; refs: how many facts and
-- clauses stand there. The view `evidence` has all this in plain numbers, with the quote.
CREATE TABLE places (
  id INTEGER PRIMARY KEY,
  section INTEGER NOT NULL REFERENCES sections,
  text INTEGER NOT NULL REFERENCES texts,
  at INTEGER NOT NULL,
  length INTEGER NOT NULL,
  shift INTEGER NOT NULL,
  more INTEGER NOT NULL,
  line INTEGER NOT NULL,
  page INTEGER,
  refs INTEGER NOT NULL
);

-- Where the places of a document lie: each has a number from `first` to `last` of one of its spans, beside those of others.
CREATE TABLE spans (
  document INTEGER NOT NULL REFERENCES nodes,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (document, first)
) WITHOUT ROWID;

-- Statements as they are kept, all but what `clause_rows` holds; the view `facts` has them with their words. The object is a node; else
-- the value is text or a number; where both are NULL the value is the quote, or a part of it: 1024 times where that begins (from 0), and
-- its length. Where there is an object, the part is the name as printed (or `printed` is, where the quote does not hold it). fact: the 16
-- hexadecimal digits of the fact's id as a number; place: its place in a list; digest: of all it says, of 32 bits.
CREATE TABLE fact_rows (
  subject INTEGER NOT NULL REFERENCES nodes,
  predicate INTEGER NOT NULL REFERENCES terms,
  fact INTEGER NOT NULL,
  object INTEGER REFERENCES nodes,
  value,
  part INTEGER,
  evidence INTEGER NOT NULL REFERENCES places,
  rule INTEGER NOT NULL REFERENCES terms,
  printed TEXT,
  place INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  PRIMARY KEY (subject, predicate, fact)
) WITHOUT ROWID;
CREATE INDEX facts_of_object ON fact_rows (object, predicate) WHERE object IS NOT NULL;

-- Clauses as they are kept: their text (NULL where it is the quote), the number of their item where it has one, their document and
-- place in it. Each stands for two or three statements: text, item, clause_in. digest: of these, of 32 bits. The view `clause_texts`
-- has them with their words.
CREATE TABLE clause_rows (
  node INTEGER PRIMARY KEY REFERENCES nodes,
  evidence INTEGER NOT NULL REFERENCES places,
  document INTEGER NOT NULL REFERENCES nodes,
  place INTEGER NOT NULL,
  item TEXT,
  text TEXT,
  digest INTEGER NOT NULL
);
CREATE INDEX clauses_of_document ON clause_rows (document);

-- Every way in which a node is called.
CREATE TABLE aliases (
  name TEXT NOT NULL,
  node INTEGER NOT NULL REFERENCES nodes,
  PRIMARY KEY (name, node)
) WITHOUT ROWID;

-- What could not be read for certain.
CREATE TABLE issues (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  reason TEXT NOT NULL, -- in Chinese
  said TEXT NOT NULL, -- as a message and its values, in JSON, for other languages; empty where it has no values
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL
);

-- Full text of all clauses: row = id of the clause's node, words = its pairs of characters, apart by blanks.
CREATE VIRTUAL TABLE clauses USING fts5 (words, content='', detail=none, columnsize=0, tokenize='ascii');
-- The pieces of the full text, with the number of clauses that hold each.
CREATE VIRTUAL TABLE clause_words USING fts5vocab (clauses, row);

-- How questions call agencies (kind 1), bodies (2), regions (3) and departments (4), and the numbers of documents (5) without
-- brackets; place: the region of the agency or body. Alone: the form names it as it stands; placed: behind the name of its
-- region. Kinds -1 and -2 hold the forms of agencies that may be misspelt, behind a sign of their length, forwards and backwards.
CREATE TABLE names (
  form TEXT NOT NULL,
  kind INTEGER NOT NULL,
  node INTEGER NOT NULL REFERENCES nodes,
  place INTEGER REFERENCES nodes,
  alone INTEGER NOT NULL,
  placed INTEGER NOT NULL,
  PRIMARY KEY (form, kind, node)
) WITHOUT ROWID;
CREATE INDEX names_of_place ON names (place) WHERE kind = 1 AND placed;

-- What a question looks at in a document: its titles, how many clauses it has, and its clauses, tasks, duties, bodies and
-- appointments as texts (zlib of msgpack); their words are parts of `texts`.
CREATE TABLE papers (
  document INTEGER PRIMARY KEY REFERENCES nodes,
  clauses INTEGER NOT NULL,
  title TEXT NOT NULL,
  data BLOB NOT NULL
);
CREATE INDEX papers_of_size ON papers (clauses);

-- The regions that a document is meant for or whose bodies signed it.
CREATE TABLE homes (
  region INTEGER NOT NULL REFERENCES nodes,
  document INTEGER NOT NULL REFERENCES nodes,
  PRIMARY KEY (region, document)
) WITHOUT ROWID;
CREATE INDEX homes_of_document ON homes (document);

-- How many tasks of a document an agency leads, supports or is responsible for.
CREATE TABLE loads (
  document INTEGER NOT NULL REFERENCES nodes,
  role INTEGER NOT NULL REFERENCES terms,
  agency INTEGER NOT NULL REFERENCES nodes,
  tasks INTEGER NOT NULL,
  PRIMARY KEY (document, role, agency)
) WITHOUT ROWID;

-- By when a task is due (predicate due) and up to when a document is in force (valid_until), ISO.
CREATE TABLE days (
  predicate TEXT NOT NULL,
  day TEXT NOT NULL,
  node INTEGER NOT NULL REFERENCES nodes,
  PRIMARY KEY (predicate, day, node)
) WITHOUT ROWID;
CREATE INDEX days_of_node ON days (node);

-- Full text of whole documents, to choose those that a question may be answered from; row = id of the document's node.
CREATE VIRTUAL TABLE paper_words USING fts5 (words, content='', detail=none, columnsize=0, tokenize='ascii');
-- Full text of their titles alone.
CREATE VIRTUAL TABLE paper_titles USING fts5 (words, content='', detail=none, columnsize=0, tokenize='ascii');
-- The pieces of the full text of documents, with the number of documents that hold each.
CREATE VIRTUAL TABLE paper_counts USING fts5vocab (paper_words, row);
