// SPDX-License-Identifier: BSD-3-Clause
//
// Asks one at a time and always for the newest wish: while a slider moves, what lies between
// is left out.

export class Latest<Wish, Answer> {
  private wanted: { wish: Wish } | null = null;
  private isAsking = false;

  constructor(
    private readonly ask: (wish: Wish) => Promise<Answer>,
    private readonly tell: (answer: Answer, wish: Wish, isNewest: boolean) => void,
    private readonly fail: (error: unknown) => void,
  ) {}

  want(wish: Wish): void {
    this.wanted = { wish };
    if (!this.isAsking) {
      void this.work();
    }
  }

  private async work(): Promise<void> {
    this.isAsking = true;
    while (this.wanted) {
      const { wish } = this.wanted;
      this.wanted = null;
      try {
        const answer = await this.ask(wish);
        this.tell(answer, wish, this.wanted === null);
      } catch (error) {
        this.fail(error);
      }
    }
    this.isAsking = false;
  }
}
