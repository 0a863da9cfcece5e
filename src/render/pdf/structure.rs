//! Takes what was drawn, in reading order; gives the tree that a screen reader walks.

use std::num::NonZeroU16;

use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

use super::band::{NodeId, Role, Tree};

enum Child {
    Node(NodeId),
    Leaf(Identifier),
}

/// The structure so far: only nodes under which something was drawn.
pub(super) struct Structure<'a> {
    tree: &'a Tree,
    children: Vec<Vec<Child>>,
    is_attached: Vec<bool>,
}

impl<'a> Structure<'a> {
    pub(super) fn new(tree: &'a Tree) -> Self {
        let count = tree.nodes.len();
        let children = (0..count).map(|_| Vec::new()).collect();
        Self { tree, children, is_attached: vec![false; count] }
    }

    /// Hangs a drawn thing under its node.
    pub(super) fn push(&mut self, node: NodeId, identifier: Identifier) {
        self.attach(node);
        self.children[node].push(Child::Leaf(identifier));
    }

    fn attach(&mut self, node: NodeId) {
        if node != 0 && !self.is_attached[node] {
            self.is_attached[node] = true;
            let parent = self.tree.nodes[node].1;
            self.attach(parent);
            self.children[parent].push(Child::Node(node));
        }
    }

    pub(super) fn tree(mut self) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
        for node in self.nodes(0) {
            tree.push(node);
        }
        tree
    }

    fn nodes(&mut self, node: NodeId) -> Vec<Node> {
        let children = std::mem::take(&mut self.children[node]);
        children
            .into_iter()
            .map(|child| match child {
                Child::Leaf(identifier) => Node::Leaf(identifier),
                Child::Node(inner) => {
                    let tag = tag(&self.tree.nodes[inner].0);
                    Node::Group(TagGroup::with_children(tag, self.nodes(inner)))
                }
            })
            .collect()
    }
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Document => Tag::Part.into(),
        Role::Heading(level, title) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::ItemBody => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::HeadCell { is_column: true } => Tag::TH(TableHeaderScope::Column).into(),
        Role::HeadCell { is_column: false } => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Link => Tag::Link.into(),
        Role::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
    }
}
