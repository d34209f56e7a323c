// What this browser remembers: the last conversations by their questions, what is being typed, how the page looks.
const KEY = "ask-the-letter";
const CONVERSATIONS = 10; // kept, the latest ones
const TURNS = 30; // of each, the latest ones
const EARLIER = 4; // questions that a follow-up may lean on, as the server reads them

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function remember(changes) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...changes }));
  } catch {
    // a browser that keeps nothing: the conversation lasts as long as the page
  }
}

const tab = {
  get: (name) => {
    try {
      return sessionStorage.getItem(`${KEY}-${name}`) ?? "";
    } catch {
      return "";
    }
  },
  set: (name, value) => {
    try {
      sessionStorage.setItem(`${KEY}-${name}`, value);
    } catch {
      // as above
    }
  },
};

const newId = () => `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;

// A conversation is its questions; each knows which letters it was asked of, and which of them was open.
let conversation = { id: newId(), turns: [] };

function keep() {
  const others = (remembered().conversations ?? []).filter((other) => other.id !== conversation.id);
  const mine = conversation.turns.length ? [{ ...conversation, turns: conversation.turns.slice(-TURNS) }] : [];
  remember({ conversations: [...mine, ...others].slice(0, CONVERSATIONS) });
  tab.set("conversation", conversation.id);
}

function forgetAll() {
  remember({ conversations: [] });
  conversation = { id: newId(), turns: [] };
  tab.set("conversation", "");
  tab.set("draft", "");
}

// The questions that the one at a place may lean on.
function earlier(turns, at, key) {
  const before = turns.slice(0, at).filter((turn) => turn.key === key);
  return before.slice(-EARLIER).map((turn) => turn.question);
}

const withEarlier = (turns) => turns.map((turn, at) => ({ ...turn, earlier: turn.earlier ?? earlier(turns, at, turn.key) }));

// Another tab goes on with the same conversation (a tab that was duplicated): from here on they are two.
window.addEventListener("storage", (event) => {
  if (event.key !== KEY || !conversation.turns.length) return;
  const other = (remembered().conversations ?? []).find(({ id }) => id === conversation.id);
  if (!other || other.turns.length === conversation.turns.length) return;
  conversation = { ...conversation, id: newId() };
  tab.set("conversation", conversation.id);
});
