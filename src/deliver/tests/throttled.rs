//! A domain gets its messages no faster than its rate, and others are not kept waiting by it.

use tokio::time::Instant;

use super::super::throttle::{Next, Queue};
use super::*;

fn queue(archived: &Archived, addresses: &[&str], rate: DomainRate, now: Instant) -> Queue {
    let parcels = addresses.iter().map(|address| {
        let mut parcel = parcel(archived, "x", DeliveryState::Intent);
        (*address).clone_into(&mut parcel.delivery.address);
        parcel
    });
    Queue::new(rate, parcels.collect(), now)
}

fn taken(queue: &mut Queue, now: Instant) -> Option<String> {
    match queue.next(now) {
        Next::Parcel(parcel) => Some(parcel.delivery.address),
        Next::Wait(_) | Next::Done => None,
    }
}

#[test]
fn a_busy_domain_waits_and_another_goes_on() {
    let (_folder, archived) = archived(1);
    let mut now = Instant::now();
    let rate = DomainRate { burst: 2, per_minute: 6 };
    let addresses = ["1@busy.example", "2@BUSY.example", "3@busy.example", "4@calm.example"];
    let mut queue = queue(&archived, &addresses, rate, now);
    let mut first: Vec<String> = std::iter::from_fn(|| taken(&mut queue, now)).collect();
    first.sort();
    assert_eq!(first, ["1@busy.example", "2@BUSY.example", "4@calm.example"]);
    let Next::Wait(wait) = queue.next(now) else { panic!("it has to wait") };
    assert!((Duration::from_secs(9)..Duration::from_secs(11)).contains(&wait), "{wait:?}");
    now += wait;
    assert_eq!(taken(&mut queue, now).as_deref(), Some("3@busy.example"));
    assert!(matches!(queue.next(now), Next::Done));
}

#[test]
fn no_minute_sees_more_than_the_rate_and_the_burst() {
    let (_folder, archived) = archived(1);
    let mut now = Instant::now();
    let addresses = vec!["a@busy.example"; 200];
    let mut queue = queue(&archived, &addresses, DomainRate { burst: 20, per_minute: 20 }, now);
    let begun = now;
    let mut times = Vec::new();
    loop {
        match queue.next(now) {
            Next::Parcel(_) => times.push((now - begun).as_secs_f64()),
            Next::Wait(wait) => now += wait,
            Next::Done => break,
        }
    }
    assert_eq!(times.len(), 200);
    for start in &times {
        let within = times.iter().filter(|at| (*start..start + 60.0).contains(*at)).count();
        assert!(within <= 41, "{within} within a minute from {start}");
    }
}

#[test]
fn what_is_put_back_is_the_next_of_its_domain_and_pays_once() {
    let (_folder, archived) = archived(1);
    let now = Instant::now();
    let rate = DomainRate { burst: 1, per_minute: 1 };
    let mut queue = queue(&archived, &["1@a.example", "2@a.example"], rate, now);
    let Next::Parcel(first) = queue.next(now) else { panic!("one is free") };
    queue.put_back(*first, now);
    assert_eq!(taken(&mut queue, now).as_deref(), Some("1@a.example"));
    assert!(matches!(queue.next(now), Next::Wait(_)));
    assert_eq!(queue.drain().len(), 1);
}
