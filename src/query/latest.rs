//! Answers the newest question on a thread of its own, so that a window never waits for an answer.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// A thread that answers one question after the other. Of those that wait only the newest is kept.
#[derive(Debug)]
pub struct Latest<Q, A> {
    waiting: Arc<Waiting<Q>>,
    answers: Receiver<A>,
}

/// The question that waits, if one does.
#[derive(Debug)]
struct Waiting<Q> {
    slot: Mutex<Slot<Q>>,
    is_changed: Condvar,
}

#[derive(Debug)]
struct Slot<Q> {
    question: Option<Q>,
    is_closed: bool,
}

/// Tells whether a newer question waits, so that what nobody wants any more can be given up.
#[derive(Debug)]
pub struct Staleness<Q>(Arc<Waiting<Q>>);

impl<Q> Staleness<Q> {
    /// Whether a newer question waits that can use nothing of what is being worked out, or nobody waits for
    /// answers at all.
    pub fn is_stale(&self, can_use: impl Fn(&Q) -> bool) -> bool {
        let slot = self.0.lock();
        let waiting = slot.question.as_ref();
        slot.is_closed || waiting.is_some_and(|waiting| !can_use(waiting))
    }
}

impl<Q> Waiting<Q> {
    /// The slot, also after a panic of the other side: whatever is in it is whole.
    fn lock(&self) -> std::sync::MutexGuard<'_, Slot<Q>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a question; `None` when there will be no more.
    fn next(&self) -> Option<Q> {
        let mut slot = self.lock();
        loop {
            if slot.is_closed {
                return None;
            }
            if let Some(question) = slot.question.take() {
                return Some(question);
            }
            slot = self
                .is_changed
                .wait(slot)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<Q: Send + 'static, A: Send + 'static> Latest<Q, A> {
    /// Starts the thread. `solve` answers a question, or gives it up when it has become stale; `wake` is called
    /// after each answer.
    pub fn start(
        name: &str,
        mut solve: impl FnMut(Q, &Staleness<Q>) -> Option<A> + Send + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        let waiting = Arc::new(Waiting {
            slot: Mutex::new(Slot {
                question: None,
                is_closed: false,
            }),
            is_changed: Condvar::new(),
        });
        let (give, answers): (Sender<A>, Receiver<A>) = channel();
        let theirs = Arc::clone(&waiting);
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let staleness = Staleness(Arc::clone(&theirs));
                while let Some(question) = theirs.next() {
                    let Some(answer) = solve(question, &staleness) else {
                        continue;
                    };
                    if give.send(answer).is_err() {
                        break;
                    }
                    wake();
                }
            })?;
        Ok(Self { waiting, answers })
    }

    /// Asks a question. One that still waits is forgotten.
    pub fn ask(&self, question: Q) {
        self.waiting.lock().question = Some(question);
        self.waiting.is_changed.notify_one();
    }

    /// The newest answer that has come since the last time, if one has.
    pub fn newest(&self) -> Option<A> {
        self.answers.try_iter().last()
    }
}

impl<Q, A> Drop for Latest<Q, A> {
    fn drop(&mut self) {
        self.waiting.lock().is_closed = true;
        self.waiting.is_changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_newest_question_is_answered_and_older_ones_that_wait_are_forgotten() {
        let (go, gate) = channel::<()>();
        let (woken, wake) = channel();
        let latest = Latest::start(
            "test",
            move |question: u32, _: &Staleness<u32>| {
                gate.recv_timeout(Duration::from_secs(10)).ok()?;
                Some(question)
            },
            move || woken.send(()).expect("someone waits"),
        )
        .expect("a thread");
        latest.ask(0);
        while latest.waiting.lock().question.is_some() {
            thread::yield_now();
        }
        (1..=100).for_each(|question| latest.ask(question));
        for expected in [0, 100] {
            go.send(()).expect("the next goes");
            wake.recv_timeout(Duration::from_secs(10))
                .expect("an answer");
            assert_eq!(latest.newest(), Some(expected));
        }
    }
}
