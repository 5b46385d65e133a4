-- The record, as first laid out. The comments below are kept inside the file (see sqlite_master)
-- and are the source of docs/reference/record.md. Keys named n are internal; ids are public.
-- Offsets count Unicode code points from 0, end exclusive: substr(text, start + 1, end - start).

CREATE TABLE articles ( -- Articles as printed; one row for each that was added.
  n INTEGER PRIMARY KEY, -- internal key
  id TEXT NOT NULL UNIQUE, -- the publisher's or the user's id, else one derived from the content
  title TEXT NOT NULL, -- the headline, empty when there is none
  text TEXT NOT NULL, -- the body; every offset points into it (or into the title)
  published TEXT, -- ISO date of publication, null when unknown
  url TEXT, -- where it was found
  dateline TEXT, -- place of the dateline
  publisher TEXT, -- who printed it
  agency TEXT, -- the news agency it was taken from
  story TEXT NOT NULL REFERENCES stories(original) DEFERRABLE INITIALLY DEFERRED, -- the story it carries
  copy INTEGER NOT NULL DEFAULT 0, -- 1 when it is a copy, 0 when it is its story's original
  digest TEXT NOT NULL, -- sha256 of the article as given
  reading TEXT NOT NULL, -- sha256 of its reading; the same reading again changes nothing
  added TEXT NOT NULL, -- when it was first added, ISO 8601 in UTC
  updated TEXT NOT NULL -- when its reading was last replaced
);
CREATE INDEX articles_by_story ON articles(story);
CREATE INDEX articles_by_date ON articles(published, id);
CREATE INDEX articles_by_update ON articles(updated);

CREATE TABLE stories ( -- Distinct stories; copies and agency copies of an article share one.
  original TEXT PRIMARY KEY REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED, -- id of the article taken as the original: the earliest, then the longest
  articles INTEGER NOT NULL -- how many articles carry it
);

CREATE TABLE sketches ( -- A sample of each article's five-word shingles, by which copies are found.
  shingle INTEGER NOT NULL, -- hash of five words in a row
  article INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE, -- the article that holds them
  PRIMARY KEY (shingle, article)
) WITHOUT ROWID;
CREATE INDEX sketches_by_article ON sketches(article);

CREATE TABLE copies ( -- Pairs of articles of which one was found to copy the other.
  article INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE, -- the lower key of the two
  other INTEGER NOT NULL REFERENCES articles(n) ON DELETE CASCADE, -- the higher key of the two
  share REAL NOT NULL, -- share of the shorter one's shingles that the longer one holds
  PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE INDEX copies_by_other ON copies(other);

CREATE TABLE readings ( -- Each article's reading as it was added, whole: the form of detente read.
  article INTEGER PRIMARY KEY REFERENCES articles(n) ON DELETE CASCADE, -- the article
  json TEXT NOT NULL -- events, statements, requests, relations and links with all their spans
);

CREATE TABLE originals ( -- The bytes that an article was extracted from, where they were kept.
  article INTEGER PRIMARY KEY REFERENCES articles(n) ON DELETE CASCADE, -- the article
  sha256 TEXT NOT NULL, -- of the bytes
  bytes BLOB NOT NULL -- as read from the source
);

CREATE TABLE actors ( -- Every actor that the record names.
  id TEXT PRIMARY KEY, -- ISO alpha-3 for states, names in capitals otherwise
  name TEXT NOT NULL -- as printed on pages
);

CREATE TABLE types ( -- The event types that the record holds.
  type TEXT PRIMARY KEY, -- PLOVER type
  quad INTEGER NOT NULL -- 1 cooperative words, 2 cooperative deeds, 3 conflictual words, 4 conflictual deeds
);

CREATE TABLE events ( -- Tellings: each event as read in one article.
  n INTEGER PRIMARY KEY, -- internal key
  id TEXT NOT NULL UNIQUE, -- derived from article, type, actors and evidence
  article INTEGER NOT NULL REFERENCES articles(n), -- the article that tells it
  position INTEGER NOT NULL, -- place in the reading, from 0
  type TEXT NOT NULL, -- PLOVER type
  mode TEXT, -- PLOVER mode
  modality TEXT NOT NULL, -- actual, planned, hypothetical or negated
  date TEXT, -- when it happened, as precisely as told
  place TEXT, -- where, as named in the text
  cameo TEXT, -- nearest CAMEO code
  goldstein REAL, -- Goldstein weight of that code
  trigger_start INTEGER, -- the word that signals the act: first character
  trigger_end INTEGER, -- one past its last character
  part TEXT NOT NULL, -- where the evidence stands: text or title
  start INTEGER NOT NULL, -- first character of the evidence
  end INTEGER NOT NULL, -- one past its last character
  evidence TEXT NOT NULL, -- the words that stand there
  by TEXT NOT NULL, -- rule id, or model@version
  confidence REAL NOT NULL -- probability that it is right
);
CREATE INDEX events_by_article ON events(article, position);

CREATE TABLE event_actors ( -- Who acts and who is acted upon in a telling.
  event INTEGER NOT NULL REFERENCES events(n) ON DELETE CASCADE, -- the telling
  side TEXT NOT NULL, -- source or target
  position INTEGER NOT NULL, -- order as read
  actor TEXT NOT NULL REFERENCES actors(id), -- the actor
  PRIMARY KEY (event, side, position)
) WITHOUT ROWID;

CREATE TABLE acts ( -- What happened: each act once, however many articles tell it.
  n INTEGER PRIMARY KEY, -- internal key
  id TEXT NOT NULL UNIQUE, -- id of its first telling
  block TEXT NOT NULL, -- type, modality, sides and year: only tellings of one block can be the same act
  sentence TEXT NOT NULL, -- the act in words
  source TEXT NOT NULL, -- identifiers of who acts, separated by commas
  type TEXT NOT NULL, -- PLOVER type
  mode TEXT, -- PLOVER mode
  target TEXT NOT NULL, -- identifiers of who is acted upon, separated by commas
  quad INTEGER NOT NULL, -- 1 cooperative words, 2 cooperative deeds, 3 conflictual words, 4 conflictual deeds
  modality TEXT NOT NULL, -- actual, planned, hypothetical or negated
  date TEXT, -- when it happened: year, month or day
  date_from TEXT, -- told, or published when no article tells the date
  day_from TEXT, -- first day of that date, for sorting and ranges
  day_to TEXT, -- last day of that date
  place TEXT, -- where, as named by the first telling that names it
  cameo TEXT, -- nearest CAMEO code
  goldstein REAL, -- Goldstein weight of that code
  confidence REAL NOT NULL, -- that at least one independent telling is right
  sources INTEGER NOT NULL, -- distinct stories that tell it
  articles INTEGER NOT NULL, -- articles that tell it, copies too
  first_reported TEXT, -- earliest publication among its tellings
  last_reported TEXT, -- latest publication among its tellings
  quote TEXT NOT NULL, -- evidence of the first telling
  verdict TEXT -- confirmed or corrected, when a person said so
);
CREATE INDEX acts_by_day ON acts(day_from, n);
CREATE INDEX acts_by_type ON acts(type, day_from);
CREATE INDEX acts_by_block ON acts(block, day_from);

CREATE TABLE act_counts ( -- How many acts there are; kept by triggers.
  month TEXT NOT NULL, -- of the first day, empty when not even the year is known
  type TEXT NOT NULL, -- PLOVER type
  quad INTEGER NOT NULL, -- quad class
  modality TEXT NOT NULL, -- actual, planned, hypothetical or negated
  acts INTEGER NOT NULL, -- acts of that month, type, class and modality
  PRIMARY KEY (month, type, quad, modality)
) WITHOUT ROWID;

CREATE TABLE placements ( -- To which act each counted telling belongs; struck tellings have no row.
  event INTEGER PRIMARY KEY REFERENCES events(n) ON DELETE CASCADE, -- the telling
  act INTEGER REFERENCES acts(n) DEFERRABLE INITIALLY DEFERRED, -- the act it tells
  block TEXT NOT NULL, -- type, modality, sides and year, after corrections
  date TEXT, -- its date: told, else published
  date_from TEXT -- told or published
);
CREATE INDEX placements_by_act ON placements(act);
CREATE INDEX placements_by_block ON placements(block, date);

CREATE TABLE act_actors ( -- The sides of each act, one row an actor.
  actor TEXT NOT NULL REFERENCES actors(id), -- the actor
  side TEXT NOT NULL, -- source or target (both for AGREE, CONSULT and COOPERATE)
  day_from TEXT, -- first day of the act
  act INTEGER NOT NULL REFERENCES acts(n) ON DELETE CASCADE -- the act
);
CREATE INDEX act_actors_by_day ON act_actors(actor, day_from, act, side);
CREATE INDEX act_actors_by_act ON act_actors(act);

CREATE TABLE act_pairs ( -- The pairs between which each act passes, in alphabetical order.
  a TEXT NOT NULL, -- the first of the pair
  b TEXT NOT NULL, -- the second of the pair
  day_from TEXT, -- first day of the act
  act INTEGER NOT NULL REFERENCES acts(n) ON DELETE CASCADE, -- the act
  quad INTEGER NOT NULL, -- of the act
  modality TEXT NOT NULL -- of the act
);
CREATE INDEX act_pairs_by_day ON act_pairs(a, b, day_from, modality, quad, act);
CREATE INDEX act_pairs_by_act ON act_pairs(act);

CREATE TABLE pair_counts ( -- How many actual acts each pair has; kept by triggers.
  a TEXT NOT NULL, -- the first of the pair
  b TEXT NOT NULL, -- the second of the pair
  quad INTEGER NOT NULL, -- quad class
  acts INTEGER NOT NULL, -- actual acts
  PRIMARY KEY (a, b, quad)
) WITHOUT ROWID;

CREATE TABLE pair_marks ( -- How often the acts of each pair and the claims on it changed; kept by triggers. A pair without a row: never since there are marks.
  a TEXT NOT NULL, -- the first of the pair
  b TEXT NOT NULL, -- the second of the pair
  mark INTEGER NOT NULL, -- goes up with each act or claim that comes, goes or changes
  PRIMARY KEY (a, b)
) WITHOUT ROWID;

CREATE TABLE statements ( -- Who said what, and through whom it is known.
  n INTEGER PRIMARY KEY, -- internal key
  id TEXT NOT NULL UNIQUE, -- derived from article, speaker and content
  article INTEGER NOT NULL REFERENCES articles(n), -- the article that reports it
  position INTEGER NOT NULL, -- place in the reading, from 0
  speaker TEXT NOT NULL, -- name or institution
  actor TEXT REFERENCES actors(id), -- the actor spoken for, null for a private voice
  type TEXT NOT NULL, -- direct, indirect or mixed
  content TEXT NOT NULL, -- what was said; pieces joined by " ... "
  start INTEGER NOT NULL, -- first character of the first piece
  end INTEGER NOT NULL, -- one past the last character of the last piece
  by TEXT NOT NULL, -- rule id, or model@version
  confidence REAL NOT NULL -- probability that it is right
);
CREATE INDEX statements_by_article ON statements(article, position);
CREATE INDEX statements_by_actor ON statements(actor);

CREATE TABLE asks ( -- Requests followed over the articles that tell of them.
  n INTEGER PRIMARY KEY, -- internal key
  id TEXT NOT NULL UNIQUE, -- id of its first telling
  sentence TEXT NOT NULL, -- the request in words
  source TEXT NOT NULL, -- who asks, separated by commas
  target TEXT NOT NULL, -- who is asked, separated by commas
  about TEXT NOT NULL, -- what for, as first told
  concerning TEXT NOT NULL, -- third actors it is about, separated by commas
  status TEXT NOT NULL, -- the latest informative reply: accepted, declined, hedged, unanswered; else open
  answer INTEGER REFERENCES requests(n) DEFERRABLE INITIALLY DEFERRED, -- the telling that brought that reply
  first_asked TEXT, -- date of the earliest telling
  last_asked TEXT, -- date of the latest telling
  answered TEXT, -- publication date of the telling that brought the reply
  sources INTEGER NOT NULL, -- distinct stories that tell it
  articles INTEGER NOT NULL -- articles that tell it, copies too
);
CREATE INDEX asks_by_status ON asks(status, first_asked);

CREATE TABLE ask_actors ( -- The sides of each ask, one row an actor.
  ask INTEGER NOT NULL REFERENCES asks(n) ON DELETE CASCADE, -- the ask
  side TEXT NOT NULL, -- from, to or concerning
  actor TEXT NOT NULL REFERENCES actors(id), -- the actor
  PRIMARY KEY (ask, side, actor)
) WITHOUT ROWID;
CREATE INDEX ask_actors_by_actor ON ask_actors(actor, side);

CREATE TABLE requests ( -- Tellings of requests: each as read in one article.
  n INTEGER PRIMARY KEY, -- internal key
  id TEXT NOT NULL UNIQUE, -- derived from article, sides and evidence
  article INTEGER NOT NULL REFERENCES articles(n), -- the article that tells it
  position INTEGER NOT NULL, -- place in the reading, from 0
  about TEXT NOT NULL, -- what for
  status TEXT NOT NULL, -- accepted, declined, hedged, unanswered or open
  part TEXT NOT NULL, -- where the evidence stands: text or title
  start INTEGER NOT NULL, -- first character of the evidence
  end INTEGER NOT NULL, -- one past its last character
  evidence TEXT NOT NULL, -- the words that stand there
  reply_part TEXT, -- where the reply stands
  reply_start INTEGER, -- first character of the reply
  reply_end INTEGER, -- one past its last character
  reply TEXT, -- the words of the reply
  by TEXT NOT NULL, -- rule id, or model@version
  confidence REAL NOT NULL, -- probability that it is right
  ask INTEGER REFERENCES asks(n) DEFERRABLE INITIALLY DEFERRED, -- the ask it tells; null when struck out
  block TEXT, -- who asks whom, after corrections; null when struck out
  asked TEXT -- when it was asked: told by the act of asking, else published
);
CREATE INDEX requests_by_article ON requests(article, position);
CREATE INDEX requests_by_ask ON requests(ask);
CREATE INDEX requests_by_block ON requests(block);

CREATE TABLE request_actors ( -- Who asks, who is asked, and whom it concerns in a telling.
  request INTEGER NOT NULL REFERENCES requests(n) ON DELETE CASCADE, -- the telling
  side TEXT NOT NULL, -- from, to or concerning
  position INTEGER NOT NULL, -- order as read
  actor TEXT NOT NULL REFERENCES actors(id), -- the actor
  PRIMARY KEY (request, side, position)
) WITHOUT ROWID;

CREATE TABLE relations ( -- Claims on how a pair stands or moves.
  n INTEGER PRIMARY KEY, -- internal key
  id TEXT NOT NULL UNIQUE, -- derived from article, pair and evidence
  article INTEGER NOT NULL REFERENCES articles(n), -- the article that makes or reports it
  position INTEGER NOT NULL, -- place in the reading, from 0
  a TEXT NOT NULL REFERENCES actors(id), -- the first of the pair, in alphabetical order
  b TEXT NOT NULL REFERENCES actors(id), -- the second of the pair
  turned INTEGER NOT NULL, -- 1 when the article names them in the other order
  state TEXT NOT NULL, -- improving, worsening, good, bad or mixed
  period TEXT, -- the time spoken of, null for now
  claimed_by TEXT REFERENCES actors(id), -- whose claim it is, null for the reporter's
  part TEXT NOT NULL, -- where the evidence stands: text or title
  start INTEGER NOT NULL, -- first character of the evidence
  end INTEGER NOT NULL, -- one past its last character
  evidence TEXT NOT NULL, -- the words that stand there
  by TEXT NOT NULL, -- rule id, or model@version
  confidence REAL NOT NULL -- probability that it is right
);
CREATE INDEX relations_by_article ON relations(article, position);
CREATE INDEX relations_by_pair ON relations(a, b);

CREATE TABLE links ( -- Ties between items of one article, from the later to the earlier.
  article INTEGER NOT NULL REFERENCES articles(n), -- the article that makes them
  position INTEGER NOT NULL, -- place in the reading, from 0
  source_kind TEXT NOT NULL, -- events, statements, requests or relations
  source_position INTEGER NOT NULL, -- its place in the reading
  target_kind TEXT NOT NULL, -- events, statements, requests or relations
  target_position INTEGER NOT NULL, -- its place in the reading
  kind TEXT NOT NULL, -- response, retaliation, repeats or cause
  PRIMARY KEY (article, position)
) WITHOUT ROWID;

CREATE TABLE judgements ( -- What named people said of an item; the latest on an item holds.
  n INTEGER PRIMARY KEY, -- internal key, in the order of judging
  item TEXT NOT NULL, -- id of the telling, statement, request or claim
  kind TEXT NOT NULL, -- event, statement, request or relation
  article TEXT NOT NULL, -- id of its article
  verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'corrected', 'struck')), -- confirmed, corrected or struck
  user TEXT NOT NULL, -- who judged
  reason TEXT NOT NULL, -- why, in the person's words
  at TEXT NOT NULL, -- when, ISO 8601 in UTC
  part TEXT NOT NULL, -- where the evidence stood: text or title
  start INTEGER NOT NULL, -- first character of the evidence, by which a later reading finds the item again
  end INTEGER NOT NULL -- one past its last character
);
CREATE INDEX judgements_by_item ON judgements(item);
CREATE INDEX judgements_by_article ON judgements(article);

CREATE TABLE judgement_changes ( -- The new values that a correction sets.
  judgement INTEGER NOT NULL REFERENCES judgements(n) ON DELETE CASCADE, -- the correction
  field TEXT NOT NULL, -- the field of the item
  value TEXT NOT NULL, -- its new value; identifiers separated by commas; empty for none
  PRIMARY KEY (judgement, field)
) WITHOUT ROWID;

CREATE TABLE judgement_undone ( -- Judgements taken back; the one before it holds again.
  judgement INTEGER PRIMARY KEY REFERENCES judgements(n) ON DELETE CASCADE, -- the judgement
  user TEXT NOT NULL, -- who took it back
  at TEXT NOT NULL -- when, ISO 8601 in UTC
);

CREATE VIRTUAL TABLE article_search USING fts5( -- Full-text index of titles and texts.
  title, text, content='articles', content_rowid='n', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE act_search USING fts5( -- Full-text index of acts: the sentence, the first evidence, the place.
  sentence, quote, place, content='acts', content_rowid='n', tokenize='porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
  INSERT INTO article_search(rowid, title, text) VALUES (new.n, new.title, new.text);
END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
  INSERT INTO article_search(article_search, rowid, title, text) VALUES ('delete', old.n, old.title, old.text);
END;
CREATE TRIGGER articles_au AFTER UPDATE OF title, text ON articles BEGIN
  INSERT INTO article_search(article_search, rowid, title, text) VALUES ('delete', old.n, old.title, old.text);
  INSERT INTO article_search(rowid, title, text) VALUES (new.n, new.title, new.text);
END;
CREATE TRIGGER acts_ai AFTER INSERT ON acts BEGIN
  INSERT INTO act_search(rowid, sentence, quote, place) VALUES (new.n, new.sentence, new.quote, new.place);
END;
CREATE TRIGGER acts_ad AFTER DELETE ON acts BEGIN
  INSERT INTO act_search(act_search, rowid, sentence, quote, place) VALUES ('delete', old.n, old.sentence, old.quote, old.place);
END;
CREATE TRIGGER acts_au AFTER UPDATE OF sentence, quote, place ON acts BEGIN
  INSERT INTO act_search(act_search, rowid, sentence, quote, place) VALUES ('delete', old.n, old.sentence, old.quote, old.place);
  INSERT INTO act_search(rowid, sentence, quote, place) VALUES (new.n, new.sentence, new.quote, new.place);
END;
CREATE TRIGGER acts_counted AFTER INSERT ON acts BEGIN
  INSERT INTO act_counts(month, type, quad, modality, acts)
    VALUES (substr(coalesce(new.day_from, ''), 1, 7), new.type, new.quad, new.modality, 1)
    ON CONFLICT (month, type, quad, modality) DO UPDATE SET acts = acts + 1;
END;
CREATE TRIGGER acts_uncounted AFTER DELETE ON acts BEGIN
  UPDATE act_counts SET acts = acts - 1 WHERE month = substr(coalesce(old.day_from, ''), 1, 7)
    AND type = old.type AND quad = old.quad AND modality = old.modality;
  DELETE FROM act_counts WHERE month = substr(coalesce(old.day_from, ''), 1, 7)
    AND type = old.type AND quad = old.quad AND modality = old.modality AND acts = 0;
END;
CREATE TRIGGER act_pairs_ai AFTER INSERT ON act_pairs WHEN new.modality = 'actual' BEGIN
  INSERT INTO pair_counts(a, b, quad, acts) VALUES (new.a, new.b, new.quad, 1)
    ON CONFLICT (a, b, quad) DO UPDATE SET acts = acts + 1;
END;
CREATE TRIGGER act_pairs_ad AFTER DELETE ON act_pairs WHEN old.modality = 'actual' BEGIN
  UPDATE pair_counts SET acts = acts - 1 WHERE a = old.a AND b = old.b AND quad = old.quad;
  DELETE FROM pair_counts WHERE a = old.a AND b = old.b AND quad = old.quad AND acts = 0;
END;
CREATE TRIGGER act_pairs_marked AFTER INSERT ON act_pairs BEGIN
  INSERT INTO pair_marks(a, b, mark) VALUES (new.a, new.b, 1) ON CONFLICT (a, b) DO UPDATE SET mark = mark + 1;
END;
CREATE TRIGGER act_pairs_unmarked AFTER DELETE ON act_pairs BEGIN
  INSERT INTO pair_marks(a, b, mark) VALUES (old.a, old.b, 1) ON CONFLICT (a, b) DO UPDATE SET mark = mark + 1;
END;
CREATE TRIGGER relations_marked AFTER INSERT ON relations BEGIN
  INSERT INTO pair_marks(a, b, mark) VALUES (new.a, new.b, 1) ON CONFLICT (a, b) DO UPDATE SET mark = mark + 1;
END;
CREATE TRIGGER relations_unmarked AFTER DELETE ON relations BEGIN
  INSERT INTO pair_marks(a, b, mark) VALUES (old.a, old.b, 1) ON CONFLICT (a, b) DO UPDATE SET mark = mark + 1;
END;
CREATE TRIGGER relations_remarked AFTER UPDATE ON relations BEGIN
  INSERT INTO pair_marks(a, b, mark) VALUES (new.a, new.b, 1) ON CONFLICT (a, b) DO UPDATE SET mark = mark + 1;
END;

CREATE VIEW tellings AS -- Every counted telling beside its act and its article: the table to start from.
  SELECT a.id AS act, e.id AS event, r.id AS article, r.published, r.story, r.copy, r.publisher, r.agency,
    a.source, a.type, a.target, a.modality, a.date, a.quad, a.goldstein, e.evidence, e.by, e.confidence
  FROM placements p JOIN events e ON e.n = p.event JOIN acts a ON a.n = p.act JOIN articles r ON r.n = e.article;
